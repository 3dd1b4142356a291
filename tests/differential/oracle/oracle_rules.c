/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oracle_rules.h"

static struct oracle_answer fault(const struct oracle_case *c, unsigned status)
{
    static const uint8_t classes[2][2] = {{0x24, 0x25}, {0x20, 0x21}}; /* data or fetch, by EL */

    return (struct oracle_answer){
        .fault = true,
        .status = (uint8_t)status,
        .esr = (uint32_t)classes[c->access == ORACLE_FETCH][c->el] << 26 | 1U << 25 | status |
               (c->access == ORACLE_WRITE ? 1U << 6 : 0),
        .far = c->va,
    };
}

bool oracle_rules_decide(const struct oracle_case *c, const struct oracle_trail *trail,
                         struct oracle_answer *ret)
{
    switch ((enum oracle_trail_end)trail->end) {
    case TRAIL_SIZE_ILLEGAL:
        *ret = fault(c, STATUS_TRANSLATION | 0);
        return true;
    case TRAIL_TTBR_TOO_LARGE:
        *ret = fault(c, STATUS_ADDRESS_SIZE | 0);
        return true;
    case TRAIL_TOO_LARGE:
        *ret = fault(c, STATUS_ADDRESS_SIZE | trail->level);
        return true;
    case TRAIL_BLOCK_RESERVED:
        *ret = fault(c, STATUS_TRANSLATION | trail->level);
        return true;
    case TRAIL_MMU_OFF:
    case TRAIL_NO_RANGE:
    case TRAIL_DISABLED:
    case TRAIL_ABORTED:
    case TRAIL_INVALID:
    case TRAIL_LEAF:
    case TRAIL_END_COUNT:
        break;
    }
    return false;
}

static uint64_t inside_leaf(const struct oracle_trail *trail)
{
    return (1ULL << trail->leaf_shift) - 1;
}

bool oracle_rules_bits_in_block(const struct oracle_trail *trail)
{
    uint64_t page = 0xfffULL << (2 * trail->granule) | 0xfff;

    return trail->end == TRAIL_LEAF &&
           (trail->step[trail->step_count - 1].descriptor & inside_leaf(trail) & ~page) != 0;
}

struct oracle_answer oracle_rules_correct(const struct oracle_case *c,
                                          const struct oracle_trail *trail,
                                          struct oracle_answer engine)
{
    if (trail->end == TRAIL_ABORTED && engine.fault &&
        engine.status == (STATUS_TRANSLATION | trail->level)) {
        return fault(c, STATUS_EXTERNAL_WALK | trail->level);
    }
    if (trail->end == TRAIL_LEAF && !engine.fault) {
        engine.pa = (engine.pa & ~inside_leaf(trail)) | (c->va & inside_leaf(trail));
    }
    return engine;
}
