/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRm tells the scope and whether the operand is a range, op2 what is reached.
 */
#include "ref_tlbi.h"

enum { SINGLE_OUTER = 1, RANGE_INNER, SINGLE_INNER, RANGE_OUTER = 5, RANGE_LOCAL, SINGLE_LOCAL };

static uint64_t field(uint64_t value, unsigned high, unsigned low)
{
    return value >> low & ((1ULL << (high - low + 1)) - 1);
}

static uint64_t sign_extend(uint64_t value, unsigned bits)
{
    return (uint64_t)((int64_t)(value << (64 - bits)) >> (64 - bits));
}

/*
 * Whether leaves of a granule (1: 4K, 2: 16K, 3: 64K) can be at that level: no
 * blocks at level 0, and with 16K and 64K none at level 1 either, as long as
 * addresses have at most 48 bits. A hint at another level is taken for none.
 */
static bool leaf_level(uint64_t granule, uint64_t level)
{
    return level > (granule == 1 ? 0 : 1);
}

/*
 * Bits [43:0] are VA[55:12], whatever the granule; bit 55 tells the half. TTL
 * in [47:44]: granule and level.
 */
static void single(uint64_t operand, struct ref_tlbi *op)
{
    uint64_t granule = field(operand, 47, 46), level = field(operand, 45, 44);

    if (granule != 0 && leaf_level(granule, level)) {
        op->other_granule = granule != 1;
        op->only_level = (unsigned)level;
    }
    op->va = sign_extend(field(operand, 43, 0), 44) << 12;
}

/*
 * Bits [36:0] are the address in granules, TG in [47:46] says of which size;
 * (NUM + 1) * 2^(5 * SCALE + 1) granules. TTL in [38:37] is a level. TG 0 is
 * reserved: such a range reaches nothing.
 */
static void range(uint64_t operand, struct ref_tlbi *op)
{
    uint64_t tg = field(operand, 47, 46), scale = field(operand, 45, 44);
    uint64_t level = field(operand, 38, 37);
    unsigned shift = 10 + 2 * (unsigned)tg;

    op->va = sign_extend(field(operand, 36, 0), 37) << shift;
    op->bytes = (field(operand, 43, 39) + 1) << (5 * scale + 1) << shift;
    op->other_granule = tg != 1;
    op->only_level = leaf_level(tg, level) ? (unsigned)level : 0;
}

static bool is_range(unsigned crm)
{
    return crm == RANGE_INNER || crm == RANGE_OUTER || crm == RANGE_LOCAL;
}

bool ref_tlbi_broadcast(unsigned crm)
{
    return crm != SINGLE_LOCAL && crm != RANGE_LOCAL;
}

bool ref_tlbi_decode(unsigned op1, unsigned crm, unsigned op2, uint64_t operand,
                     struct ref_tlbi *ret)
{
    static const struct {
        bool known, by_address;
        enum ref_reach reach;
    } ops[8] = {[0] = {true, false, REF_ALL},  [1] = {true, true, REF_VA},
                [2] = {true, false, REF_ASID}, [3] = {true, true, REF_VA_ALL_ASIDS},
                [5] = {true, true, REF_VA},    [7] = {true, true, REF_VA_ALL_ASIDS}};
    bool one = crm == SINGLE_OUTER || crm == SINGLE_INNER || crm == SINGLE_LOCAL;
    struct ref_tlbi op = {.asid = (uint16_t)(operand >> 48), .last_level = op2 >= 5};

    if (op1 != 0 || !(one || is_range(crm)) || !ops[op2].known) {
        return false;
    }
    op.reach = ops[op2].reach;
    if (is_range(crm)) {
        if (!ops[op2].by_address) {
            return false;
        }
        range(operand, &op);
    } else if (ops[op2].by_address) {
        single(operand, &op);
    }
    *ret = op;
    return true;
}
