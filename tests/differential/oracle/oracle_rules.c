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

bool oracle_rules_decide(const struct oracle_case *c, const struct oracle_path *path,
                         struct oracle_answer *ret)
{
    switch ((enum oracle_path_end)path->end) {
    case PATH_SIZE_ILLEGAL:
        *ret = fault(c, STATUS_TRANSLATION | 0);
        return true;
    case PATH_TTBR_TOO_LARGE:
        *ret = fault(c, STATUS_ADDRESS_SIZE | 0);
        return true;
    case PATH_TOO_LARGE:
        *ret = fault(c, STATUS_ADDRESS_SIZE | path->level);
        return true;
    case PATH_BLOCK_RESERVED:
        *ret = fault(c, STATUS_TRANSLATION | path->level);
        return true;
    case PATH_MMU_OFF:
    case PATH_NO_RANGE:
    case PATH_DISABLED:
    case PATH_ABORTED:
    case PATH_INVALID:
    case PATH_LEAF:
    case PATH_END_COUNT:
        break;
    }
    return false;
}

/* The bits of the address below 2^shift replaced by those of the VA. */
static uint64_t with_offset(uint64_t address, const struct oracle_case *c, unsigned shift)
{
    uint64_t inside = (1ULL << shift) - 1;

    return (address & ~inside) | (c->va & inside);
}

bool oracle_rules_move(const struct oracle_case *c, const struct oracle_path *path)
{
    unsigned granule_shift = 12 + 2U * path->granule;
    uint64_t leaf = path->step[path->step_count == 0 ? 0 : path->step_count - 1].descriptor;
    uint64_t address = leaf & 0xffffffffffffULL >> granule_shift << granule_shift;
    uint64_t engine = address | (c->va & ((1ULL << path->leaf_shift) - 1));

    return path->end == PATH_LEAF && engine != with_offset(address, c, path->run_shift);
}

/* Arm ARM, "PAR_EL1, Physical Address Register", SH. */
static uint8_t shareability(const struct oracle_path *path, uint8_t attr, uint8_t sh)
{
    bool device = (attr & 0xf0) == 0, non_cacheable = attr == 0x44;

    return path->end == PATH_MMU_OFF || device || non_cacheable ? 2 : sh;
}

struct oracle_answer oracle_rules_correct(const struct oracle_case *c,
                                          const struct oracle_path *path,
                                          struct oracle_answer engine)
{
    if (path->end == PATH_ABORTED && engine.fault &&
        engine.status == (STATUS_TRANSLATION | path->level)) {
        return fault(c, STATUS_EXTERNAL_WALK | path->level);
    }
    if (engine.fault) {
        return engine;
    }
    if (path->end == PATH_LEAF) {
        engine.pa = with_offset(engine.pa, c, path->run_shift);
    }
    engine.shareability = shareability(path, engine.attr, engine.shareability);
    return engine;
}
