/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm ARM, "TCR_EL1, Translation Control Register (EL1)", "TTBR0_EL1" and
 * "VMSAv8-64 address translation". Reserved granule encodings select 4K, one
 * of the choices that the architecture leaves open.
 */
#include "regime.h"

#include "bits.h"
#include "hot.h"

enum { SCTLR_M = 0, SCTLR_WXN = 19 };
enum { TCR_A1 = 22, TCR_AS = 36, TCR_HA = 39, TCR_HD = 40 };
enum { TXSZ_MIN = 16, TXSZ_MAX = 39 };
enum { TAG_BIT = 55 }; /* selects the range, and ends the address below a tag */

static const uint8_t granule_of_tg0[4] = {GRANULE_4K, GRANULE_64K, GRANULE_16K, GRANULE_4K};
static const uint8_t granule_of_tg1[4] = {GRANULE_4K, GRANULE_16K, GRANULE_4K, GRANULE_64K};
static const uint8_t bits_of_ips[8] = {32, 36, 40, 42, 44, 48, 52, 56};

/* Where the fields of one range sit in TCR_EL1. */
struct range_fields {
    uint8_t txsz, epd, tg, tbi, hpd;
    const uint8_t *granule_of_tg;
};

static const struct range_fields range_fields[2] = {
    {.txsz = 0, .epd = 7, .tg = 14, .tbi = 37, .hpd = 41, .granule_of_tg = granule_of_tg0},
    {.txsz = 16, .epd = 23, .tg = 30, .tbi = 38, .hpd = 42, .granule_of_tg = granule_of_tg1},
};

/* The level at which input_bits fit into one table, counted up from level 3. */
static unsigned start_level(enum granule granule, unsigned input_bits)
{
    unsigned resolved = input_bits - granule_shift(granule);
    unsigned stride = granule_stride(granule);

    return 4 - (resolved + stride - 1) / stride;
}

/* BADDR, with the bits that the table's own size makes RES0 cleared. */
static pa_t first_table(uint64_t ttbr, const struct regime_range *range)
{
    unsigned index_bits =
        range->input_bits - granule_level_shift(range->granule, range->start_level);

    return pa_align_down(pa(ttbr & bits_mask(48)), index_bits + 3);
}

static struct regime_range decode_range(uint64_t tcr, uint64_t ttbr, const struct range_fields *f)
{
    unsigned txsz = (unsigned)bits_get(tcr, f->txsz + 5U, f->txsz);
    struct regime_range range = {
        .granule = f->granule_of_tg[bits_get(tcr, f->tg + 1U, f->tg)],
        .size_legal = txsz >= TXSZ_MIN && txsz <= TXSZ_MAX,
        .walk_disabled = bits_test(tcr, f->epd),
        .top_byte_ignored = bits_test(tcr, f->tbi),
        .flat_permissions = bits_test(tcr, f->hpd),
    };

    range.input_bits = (uint8_t)(64 - (range.size_legal ? txsz : TXSZ_MIN));
    range.start_level = (uint8_t)start_level(range.granule, range.input_bits);
    range.table = first_table(ttbr, &range);
    return range;
}

static uint16_t decode_asid(const struct mmu_registers *regs, unsigned asid_bits)
{
    uint64_t ttbr = bits_test(regs->tcr_el1, TCR_A1) ? regs->ttbr1_el1 : regs->ttbr0_el1;
    bool wide = asid_bits == 16 && bits_test(regs->tcr_el1, TCR_AS);

    return (uint16_t)bits_get(ttbr, wide ? 63 : 55, 48);
}

struct regime regime_decode(const struct mmu_registers *regs, unsigned pa_bits, unsigned asid_bits)
{
    unsigned ips = bits_of_ips[bits_get(regs->tcr_el1, 34, 32)];

    return (struct regime){
        .range =
            {
                decode_range(regs->tcr_el1, regs->ttbr0_el1, &range_fields[0]),
                decode_range(regs->tcr_el1, regs->ttbr1_el1, &range_fields[1]),
            },
        .memory_types = regs->mair_el1,
        .asid = decode_asid(regs, asid_bits),
        .pa_bits = (uint8_t)pa_bits,
        .output_bits = (uint8_t)(ips < pa_bits ? ips : pa_bits),
        .mmu_on = bits_test(regs->sctlr_el1, SCTLR_M),
        .wxn = bits_test(regs->sctlr_el1, SCTLR_WXN),
        .hardware_access = bits_test(regs->tcr_el1, TCR_HA),
        /* HD without HA has no effect. */
        .hardware_dirty = bits_test(regs->tcr_el1, TCR_HA) && bits_test(regs->tcr_el1, TCR_HD),
    };
}

const struct regime_range *regime_range_of(const struct regime *regime, va_t va)
{
    return &regime->range[bits_test(va.v, TAG_BIT)];
}

HOT bool regime_canonical(const struct regime *regime, va_t tagged, va_t *ret_va)
{
    const struct regime_range *range = regime_range_of(regime, tagged);
    uint64_t v = range->top_byte_ignored ? bits_sign_extend(tagged.v, TAG_BIT) : tagged.v;
    uint64_t top = bits_test(v, TAG_BIT) ? ~bits_mask(range->input_bits) : 0;

    if ((v & ~bits_mask(range->input_bits)) != top) {
        return false;
    }
    *ret_va = va(v);
    return true;
}

pa_t regime_flat(const struct regime *regime, va_t tagged)
{
    bool ignored = regime_range_of(regime, tagged)->top_byte_ignored;

    return pa(ignored ? tagged.v & bits_mask(TAG_BIT + 1) : tagged.v);
}
