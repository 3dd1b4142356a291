/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One question to both walkers: registers, what the tables hold on the way of
 * one address, and an access; and the answer that either gives.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum oracle_access { ORACLE_FETCH, ORACLE_READ, ORACLE_WRITE, ORACLE_ACCESS_COUNT };

/* How the engine is asked. */
enum oracle_how {
    ORACLE_AT, /* AT S1EnR, S1EnW */
    ORACLE_AT_PAN, /* AT S1E1RP, S1E1WP */
    ORACLE_RUN, /* an instruction is executed that makes the access */
    ORACLE_RUN_UNPRIVILEGED, /* LDTR or STTR */
    ORACLE_HOW_COUNT
};

struct oracle_case {
    uint64_t sctlr, tcr, ttbr[2], mair;
    uint64_t descriptor[4]; /* by level: planted where the walk reads it */
    uint64_t va;
    uint8_t how; /* enum oracle_how */
    uint8_t access; /* enum oracle_access; fetches are run */
    uint8_t el; /* 0 or 1; AT: whose permissions */
    bool pan; /* PSTATE.PAN */
    uint8_t pa_bits; /* of the machine */
};

/* Register fields. */
#define SCTLR_M (1ULL << 0)
#define SCTLR_WXN (1ULL << 19)
#define TCR_TSZ_SHIFT(range) ((range) == 0 ? 0 : 16)
#define TCR_EPD(range) (1ULL << ((range) == 0 ? 7 : 23))
#define TCR_TG_SHIFT(range) ((range) == 0 ? 14 : 30)
#define TCR_IPS_SHIFT 32
#define TCR_TBI(range) (1ULL << (37 + (range)))
#define TCR_HA_HD (3ULL << 39)
#define TCR_HPD(range) (1ULL << (41 + (range)))
#define TCR_TBID (3ULL << 51)

/* Descriptor fields. */
#define DESC_AP_SHIFT 6
#define DESC_AF (1ULL << 10)
#define DESC_CONTIGUOUS (1ULL << 52)
#define DESC_PXN (1ULL << 53)
#define DESC_UXN (1ULL << 54)
#define DESC_TABLE_LIMITS (15ULL << 59)

/* Fault status codes (Arm ARM, ESR_ELx, DFSC), each plus its level. */
#define STATUS_ADDRESS_SIZE 0x00
#define STATUS_TRANSLATION 0x04
#define STATUS_ACCESS_FLAG 0x08
#define STATUS_PERMISSION 0x0c
#define STATUS_EXTERNAL_WALK 0x14

struct oracle_answer {
    bool fault;
    uint8_t status; /* fault */
    /* Mapped: */
    uint64_t pa; /* the engine tells these three for AT alone */
    uint8_t attr, shareability; /* as in PAR_EL1 */
    /* Of runs: */
    bool absent; /* mapped to where there is no memory; the engine's alone */
    uint32_t esr; /* fault */
    uint64_t far;
    uint64_t value; /* the engine's alone: what was loaded, or the immediate of the BRK fetched */
};

static inline bool oracle_is_run(const struct oracle_case *c)
{
    return c->how == ORACLE_RUN || c->how == ORACLE_RUN_UNPRIVILEGED;
}

/* Whose permissions apply. */
static inline unsigned oracle_effective_el(const struct oracle_case *c)
{
    return c->how == ORACLE_RUN_UNPRIVILEGED ? 0 : c->el;
}

/* Whether PSTATE.PAN has a say. */
static inline bool oracle_effective_pan(const struct oracle_case *c)
{
    return c->pan && oracle_effective_el(c) == 1 && c->how != ORACLE_AT;
}
