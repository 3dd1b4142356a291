/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decoding by a search of the short table that tlbi.def makes. What an
 * operation drops is tlb_invalidate.c's and wcache.c's.
 */
#include "tlbi.h"

#include "bits.h"
#include "granule.h"

#include <stddef.h>

/* What Xt holds, by the words of tlbi.def. */
struct operand_form {
    uint8_t reach; /* enum tlbi_reach */
    bool range;
};

#define FORM_ALL                                                                                   \
    {                                                                                              \
        TLBI_REACH_ALL, false                                                                      \
    }
#define FORM_ASID                                                                                  \
    {                                                                                              \
        TLBI_REACH_ASID, false                                                                     \
    }
#define FORM_VA                                                                                    \
    {                                                                                              \
        TLBI_REACH_VA, false                                                                       \
    }
#define FORM_VA_ALL_ASIDS                                                                          \
    {                                                                                              \
        TLBI_REACH_VA_ALL_ASIDS, false                                                             \
    }
#define FORM_RANGE                                                                                 \
    {                                                                                              \
        TLBI_REACH_VA, true                                                                        \
    }
#define FORM_RANGE_ALL_ASIDS                                                                       \
    {                                                                                              \
        TLBI_REACH_VA_ALL_ASIDS, true                                                              \
    }

struct op_info {
    const char *name;
    uint8_t op1, crm, op2;
    uint8_t scope;
    struct operand_form form;
    bool last_level;
};

static const struct op_info ops[TLBI_OP_COUNT] = {
#define TLBI(NAME, text, op1, crm, op2, scope, reach, last_level)                                  \
    [TLBI_OP_##NAME] = {text, op1, crm, op2, TLBI_SCOPE_##scope, FORM_##reach, last_level},
#include "tlbi.def"
#undef TLBI
};

#undef FORM_ALL
#undef FORM_ASID
#undef FORM_VA
#undef FORM_VA_ALL_ASIDS
#undef FORM_RANGE
#undef FORM_RANGE_ALL_ASIDS

/* only_granule by TG; encoding 0 is none of them. */
static const uint8_t granule_of_tg[4] = {
    1 + GRANULE_COUNT,
    1 + GRANULE_4K,
    1 + GRANULE_16K,
    1 + GRANULE_64K,
};

static const struct op_info *find_op(unsigned op1, unsigned crm, unsigned op2)
{
    for (size_t i = 0; i < TLBI_OP_COUNT; i++) {
        if (ops[i].op2 == op2 && ops[i].crm == crm && ops[i].op1 == op1) {
            return &ops[i];
        }
    }
    return NULL;
}

/* Whether TTL may name that level: one that holds blocks or pages of the granule. */
static bool level_has_leaves(unsigned granule, unsigned level)
{
    return level == 3 || granule_has_block(granule, level);
}

/* Bits [43:0] are VA[55:12], whatever the granule; VA[63:56] follow bit 55. TTL is [47:44]. */
static void decode_address(uint64_t xt, struct tlbi *op)
{
    unsigned tg = (unsigned)bits_get(xt, 47, 46);
    unsigned level = (unsigned)bits_get(xt, 45, 44);

    op->va = va(bits_sign_extend(bits_get(xt, 43, 0) << 12, 55));
    if (tg != 0 && level_has_leaves(granule_of_tg[tg] - 1U, level)) {
        op->only_granule = granule_of_tg[tg];
        op->only_level = (uint8_t)level;
    }
}

/* TG [47:46], SCALE [45:44], NUM [43:39], TTL [38:37]; bits [36:0] are the page's number. */
static void decode_range(uint64_t xt, struct tlbi *op)
{
    unsigned tg = (unsigned)bits_get(xt, 47, 46);
    unsigned scale = (unsigned)bits_get(xt, 45, 44);
    unsigned level = (unsigned)bits_get(xt, 38, 37);

    op->only_granule = granule_of_tg[tg];
    if (tg == 0) {
        return;
    }
    unsigned shift = granule_shift(granule_of_tg[tg] - 1U);
    uint64_t pages = (bits_get(xt, 43, 39) + 1) << (5 * scale + 1);

    op->va = va(bits_sign_extend(bits_get(xt, 36, 0) << shift, 36 + shift));
    op->more = (pages << shift) - 0x1000;
    if (op->more > ~0xfffULL - op->va.v) {
        op->more = ~0xfffULL - op->va.v; /* the last address there is */
    }
    if (level != 0 && level_has_leaves(granule_of_tg[tg] - 1U, level)) {
        op->only_level = (uint8_t)level;
    }
}

bool tlbi_decode_op(unsigned id, uint64_t xt, struct tlbi *ret)
{
    if (id >= TLBI_OP_COUNT) {
        return false;
    }
    const struct op_info *op = &ops[id];

    *ret = (struct tlbi){
        .operand = xt,
        .asid = (uint16_t)bits_get(xt, 63, 48),
        .id = (uint8_t)id,
        .scope = op->scope,
        .reach = op->form.reach,
        .last_level = op->last_level,
    };
    if (op->form.range) {
        decode_range(xt, ret);
    } else if (op->form.reach == TLBI_REACH_VA || op->form.reach == TLBI_REACH_VA_ALL_ASIDS) {
        decode_address(xt, ret);
    }
    return true;
}

bool tlbi_decode(unsigned op1, unsigned crm, unsigned op2, uint64_t xt, struct tlbi *ret)
{
    const struct op_info *op = find_op(op1, crm, op2);

    return op != NULL && tlbi_decode_op((unsigned)(op - ops), xt, ret);
}

const char *tlbi_op_name(unsigned id)
{
    return id < TLBI_OP_COUNT ? ops[id].name : "?";
}

bool tlbi_op_is_range(unsigned id)
{
    return id < TLBI_OP_COUNT && ops[id].form.range;
}
