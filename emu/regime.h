/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The EL1&0 translation regime: what SCTLR_EL1, TCR_EL1 and the TTBRs say,
 * decoded once per register write instead of once per access.
 */
#pragma once

#include "addr.h"
#include "granule.h"
#include "mmu_registers.h"

/* One of the two VA ranges. */
struct regime_range {
    pa_t table; /* of the first lookup, aligned to its size */
    uint8_t granule; /* enum granule */
    uint8_t input_bits; /* 64 - TxSZ */
    uint8_t start_level; /* of the first lookup */
    bool size_legal; /* TxSZ is one that the granule and the PE support */
    bool walk_disabled; /* EPDx */
    bool top_byte_ignored; /* TBIx */
    bool flat_permissions; /* HPDx: table descriptors take nothing away */
};

struct regime {
    struct regime_range range[2]; /* of TTBR0_EL1 and of TTBR1_EL1 */
    uint64_t memory_types; /* MAIR_EL1: byte n of index n */
    uint16_t asid; /* of the TTBR that TCR_EL1.A1 selects */
    uint8_t pa_bits; /* of the machine */
    uint8_t output_bits; /* the least of pa_bits and TCR_EL1.IPS */
    bool mmu_on; /* SCTLR_EL1.M */
    bool wxn; /* SCTLR_EL1.WXN */
    bool hardware_access; /* TCR_EL1.HA: walks set access flags */
    bool hardware_dirty; /* TCR_EL1.HD too: and mark what is written */
};

/* pa_bits and asid_bits are the machine's. */
struct regime regime_decode(const struct mmu_registers *regs, unsigned pa_bits, unsigned asid_bits);

/* The range that VA bit 55 selects. */
const struct regime_range *regime_range_of(const struct regime *regime, va_t va);

/*
 * The address without its tag. False when it lies in neither range: the bits
 * above the range's size are not all the same.
 */
bool regime_canonical(const struct regime *regime, va_t tagged, va_t *ret_va);

/* The address that a disabled MMU puts out: VA bits [55:0] or [63:0]. */
pa_t regime_flat(const struct regime *regime, va_t tagged);
