/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tlbi.h"

#include "granule.h"
#include "suite.h"

/* The encodings as the assembler produces them, written out a second time. */
START_TEST(each_operation_decodes_to_its_meaning)
{
    static const struct {
        const char *name;
        unsigned op1, crm, op2;
        enum tlbi_scope scope;
        enum tlbi_reach reach;
        bool last_level;
    } cases[] = {
        {"vmalle1", 0, 7, 0, TLBI_SCOPE_LOCAL, TLBI_REACH_ALL, false},
        {"vae1", 0, 7, 1, TLBI_SCOPE_LOCAL, TLBI_REACH_VA, false},
        {"aside1", 0, 7, 2, TLBI_SCOPE_LOCAL, TLBI_REACH_ASID, false},
        {"vaae1", 0, 7, 3, TLBI_SCOPE_LOCAL, TLBI_REACH_VA_ALL_ASIDS, false},
        {"vale1", 0, 7, 5, TLBI_SCOPE_LOCAL, TLBI_REACH_VA, true},
        {"vaale1", 0, 7, 7, TLBI_SCOPE_LOCAL, TLBI_REACH_VA_ALL_ASIDS, true},
        {"vmalle1is", 0, 3, 0, TLBI_SCOPE_INNER, TLBI_REACH_ALL, false},
        {"vae1is", 0, 3, 1, TLBI_SCOPE_INNER, TLBI_REACH_VA, false},
        {"aside1is", 0, 3, 2, TLBI_SCOPE_INNER, TLBI_REACH_ASID, false},
        {"vaae1is", 0, 3, 3, TLBI_SCOPE_INNER, TLBI_REACH_VA_ALL_ASIDS, false},
        {"vale1is", 0, 3, 5, TLBI_SCOPE_INNER, TLBI_REACH_VA, true},
        {"vaale1is", 0, 3, 7, TLBI_SCOPE_INNER, TLBI_REACH_VA_ALL_ASIDS, true},
        {"vmalle1os", 0, 1, 0, TLBI_SCOPE_OUTER, TLBI_REACH_ALL, false},
        {"vae1os", 0, 1, 1, TLBI_SCOPE_OUTER, TLBI_REACH_VA, false},
        {"aside1os", 0, 1, 2, TLBI_SCOPE_OUTER, TLBI_REACH_ASID, false},
        {"vaae1os", 0, 1, 3, TLBI_SCOPE_OUTER, TLBI_REACH_VA_ALL_ASIDS, false},
        {"vale1os", 0, 1, 5, TLBI_SCOPE_OUTER, TLBI_REACH_VA, true},
        {"vaale1os", 0, 1, 7, TLBI_SCOPE_OUTER, TLBI_REACH_VA_ALL_ASIDS, true},
        {"rvae1", 0, 6, 1, TLBI_SCOPE_LOCAL, TLBI_REACH_VA, false},
        {"rvaae1", 0, 6, 3, TLBI_SCOPE_LOCAL, TLBI_REACH_VA_ALL_ASIDS, false},
        {"rvale1", 0, 6, 5, TLBI_SCOPE_LOCAL, TLBI_REACH_VA, true},
        {"rvaale1", 0, 6, 7, TLBI_SCOPE_LOCAL, TLBI_REACH_VA_ALL_ASIDS, true},
        {"rvae1is", 0, 2, 1, TLBI_SCOPE_INNER, TLBI_REACH_VA, false},
        {"rvaae1is", 0, 2, 3, TLBI_SCOPE_INNER, TLBI_REACH_VA_ALL_ASIDS, false},
        {"rvale1is", 0, 2, 5, TLBI_SCOPE_INNER, TLBI_REACH_VA, true},
        {"rvaale1is", 0, 2, 7, TLBI_SCOPE_INNER, TLBI_REACH_VA_ALL_ASIDS, true},
        {"rvae1os", 0, 5, 1, TLBI_SCOPE_OUTER, TLBI_REACH_VA, false},
        {"rvaae1os", 0, 5, 3, TLBI_SCOPE_OUTER, TLBI_REACH_VA_ALL_ASIDS, false},
        {"rvale1os", 0, 5, 5, TLBI_SCOPE_OUTER, TLBI_REACH_VA, true},
        {"rvaale1os", 0, 5, 7, TLBI_SCOPE_OUTER, TLBI_REACH_VA_ALL_ASIDS, true},
    };

    ck_assert_uint_eq(SUITE_COUNT(cases), TLBI_OP_COUNT);
    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct tlbi op;

        ck_assert(tlbi_decode(cases[i].op1, cases[i].crm, cases[i].op2, 0, &op));
        ck_assert_str_eq(tlbi_op_name(op.id), cases[i].name);
        ck_assert_uint_eq(op.scope, cases[i].scope);
        ck_assert_uint_eq(op.reach, cases[i].reach);
        ck_assert_int_eq(op.last_level, cases[i].last_level);
        ck_assert_int_eq(tlbi_op_is_range(op.id), cases[i].name[0] == 'r');
    }
}
END_TEST

START_TEST(operand_splits_into_asid_and_address)
{
    struct tlbi op;

    ck_assert(tlbi_decode(0, 3, 1, 0x1234f00000045678, &op));
    ck_assert_uint_eq(op.asid, 0x1234);
    ck_assert_uint_eq(op.va.v, 0x45678000); /* bits [47:44] are no address */
    ck_assert_uint_eq(op.operand, 0x1234f00000045678);
    ck_assert(tlbi_decode(0, 3, 1, 0x00000ffff8001234, &op));
    ck_assert_uint_eq(op.asid, 0);
    ck_assert_uint_eq(op.va.v, 0xffffff8001234000);
}
END_TEST

START_TEST(address_is_extended_from_bit_55)
{
    struct tlbi op;

    ck_assert(tlbi_decode(0, 3, 3, 0x80000000000 /* VA bit 55 */, &op));
    ck_assert_uint_eq(op.va.v, 0xff80000000000000);
    ck_assert(tlbi_decode(0, 3, 3, 0x7ffffffffff, &op));
    ck_assert_uint_eq(op.va.v, 0x007ffffffffff000);
}
END_TEST

START_TEST(ttl_restricts_to_a_granule_and_a_level)
{
    static const struct {
        uint64_t ttl;
        unsigned only_granule, only_level;
    } cases[] = {
        {0x0, 0, 0},
        {0x3, 0, 0}, /* no granule, no hint */
        {0x5, 1 + GRANULE_4K, 1},
        {0x6, 1 + GRANULE_4K, 2},
        {0x7, 1 + GRANULE_4K, 3},
        {0xa, 1 + GRANULE_16K, 2},
        {0xb, 1 + GRANULE_16K, 3},
        {0xe, 1 + GRANULE_64K, 2},
        {0xf, 1 + GRANULE_64K, 3},
        /* Reserved without 52-bit addresses: levels without blocks. */
        {0x4, 0, 0},
        {0x8, 0, 0},
        {0x9, 0, 0},
        {0xc, 0, 0},
        {0xd, 0, 0},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct tlbi op;

        ck_assert(tlbi_decode(0, 3, 1, cases[i].ttl << 44 | 0x1234, &op));
        ck_assert_msg(op.only_granule == cases[i].only_granule, "case %zu", i);
        ck_assert_msg(op.only_level == cases[i].only_level, "case %zu", i);
        ck_assert_uint_eq(op.va.v, 0x1234000);
    }
}
END_TEST

START_TEST(operations_without_address_know_no_hint)
{
    struct tlbi op;

    ck_assert(tlbi_decode(0, 3, 2, 0x0001f00000000000, &op)); /* ASIDE1IS */
    ck_assert_uint_eq(op.asid, 1);
    ck_assert_uint_eq(op.only_granule, 0);
    ck_assert_uint_eq(op.only_level, 0);
}
END_TEST

#define RANGE(tg, scale, num, ttl, base)                                                           \
    ((uint64_t)(tg) << 46 | (uint64_t)(scale) << 44 | (uint64_t)(num) << 39 |                      \
     (uint64_t)(ttl) << 37 | (base))

START_TEST(range_covers_what_num_and_scale_say)
{
    static const struct {
        uint64_t operand, first, last;
        unsigned only_granule, only_level;
    } cases[] = {
        /* (NUM + 1) * 2^(5 * SCALE + 1) pages */
        {RANGE(1, 0, 0, 0, 0x400), 0x400000, 0x401fff, 1 + GRANULE_4K, 0},
        {RANGE(1, 0, 31, 0, 0x400), 0x400000, 0x43ffff, 1 + GRANULE_4K, 0},
        {RANGE(1, 1, 1, 0, 0), 0, 128 * 0x1000 - 1, 1 + GRANULE_4K, 0},
        {RANGE(1, 3, 31, 0, 0), 0, (8ULL << 30) - 1, 1 + GRANULE_4K, 0}, /* 2^21 pages */
        {RANGE(2, 0, 0, 0, 3), 3 * 0x4000, 5 * 0x4000 - 1, 1 + GRANULE_16K, 0},
        {RANGE(3, 0, 2, 0, 3), 3 * 0x10000, 9 * 0x10000 - 1, 1 + GRANULE_64K, 0},
        /* The base is extended from its top bit, 36 above the page's shift. */
        {RANGE(1, 0, 0, 0, 0x1ffff00000), 0xffffffff00000000, 0xffffffff00001fff, 1 + GRANULE_4K,
         0},
        /* A range ends where the addresses end. */
        {RANGE(1, 0, 0, 0, 0x1fffffffff), 0xfffffffffffff000, ~0ULL, 1 + GRANULE_4K, 0},
        {RANGE(3, 3, 31, 0, 0x1ffffffffe), 0xfffffffffffe0000, ~0ULL, 1 + GRANULE_64K, 0},
        {RANGE(1, 0, 0, 3, 0), 0, 0x1fff, 1 + GRANULE_4K, 3},
        {RANGE(1, 0, 0, 1, 0), 0, 0x1fff, 1 + GRANULE_4K, 1},
        {RANGE(2, 0, 0, 1, 0), 0, 0x7fff, 1 + GRANULE_16K, 0}, /* no blocks at level 1 */
        {RANGE(3, 0, 0, 2, 0), 0, 0x1ffff, 1 + GRANULE_64K, 2},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct tlbi op;

        ck_assert(tlbi_decode(0, 2, 1, cases[i].operand | 0x77ULL << 48, &op));
        ck_assert_msg(op.va.v == cases[i].first, "case %zu: %#llx", i, (unsigned long long)op.va.v);
        ck_assert_msg(tlbi_last(&op).v == cases[i].last, "case %zu: %#llx", i,
                      (unsigned long long)tlbi_last(&op).v);
        ck_assert_msg(op.only_granule == cases[i].only_granule, "case %zu", i);
        ck_assert_msg(op.only_level == cases[i].only_level, "case %zu", i);
        ck_assert_uint_eq(op.asid, 0x77);
    }
}
END_TEST

START_TEST(range_of_a_reserved_granule_is_of_no_granule)
{
    struct tlbi op;

    ck_assert(tlbi_decode(0, 2, 3, RANGE(0, 3, 31, 0, 0), &op));
    for (unsigned granule = 0; granule < GRANULE_COUNT; granule++) {
        ck_assert(!tlbi_of_granule(&op, granule));
    }
}
END_TEST

START_TEST(span_meets_every_block_that_it_touches)
{
    struct tlbi op = {.va = {0x201000}, .more = 0x1000}; /* up to 0x202fff */

    ck_assert(!tlbi_meets(&op, va(0x200000), 12));
    ck_assert(tlbi_meets(&op, va(0x201000), 12));
    ck_assert(tlbi_meets(&op, va(0x202abc), 12));
    ck_assert(!tlbi_meets(&op, va(0x203000), 12));
    ck_assert(tlbi_meets(&op, va(0x3ff000), 21));
    ck_assert(!tlbi_meets(&op, va(0x400000), 21));
    op.va = va(0xfffffffffffff000);
    op.more = 0;
    ck_assert(tlbi_meets(&op, va(0xffffffffffe00000), 21));
    ck_assert(!tlbi_meets(&op, va(0), 21));
}
END_TEST

START_TEST(other_encodings_are_refused_and_leave_the_result_alone)
{
    static const unsigned none[][3] = {
        {0, 7, 4}, {0, 7, 6}, {4, 7, 1}, {6, 7, 0}, {0, 6, 0}, {0, 6, 2},
        {0, 2, 2}, {4, 2, 1}, {0, 1, 4}, {0, 0, 0}, {0, 4, 1},
    };
    struct tlbi op = {.id = 77};

    for (size_t i = 0; i < SUITE_COUNT(none); i++) {
        ck_assert(!tlbi_decode(none[i][0], none[i][1], none[i][2], 0, &op));
        ck_assert_uint_eq(op.id, 77);
    }
    ck_assert_str_eq(tlbi_op_name(TLBI_OP_COUNT), "?");
}
END_TEST

int main(void)
{
    return suite_run(
        "tlbi",
        (const TTest *const[]){
            each_operation_decodes_to_its_meaning, operand_splits_into_asid_and_address,
            address_is_extended_from_bit_55, ttl_restricts_to_a_granule_and_a_level,
            operations_without_address_know_no_hint, range_covers_what_num_and_scale_say,
            range_of_a_reserved_granule_is_of_no_granule, span_meets_every_block_that_it_touches,
            other_encodings_are_refused_and_leave_the_result_alone, NULL});
}
