/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operands decoded by hand: from the Arm ARM's field layouts, and Linux's arithmetic for ranges. */
#include "ref_tlbi.h"

#include "suite.h"

static struct ref_tlbi decode(unsigned crm, unsigned op2, uint64_t operand)
{
    struct ref_tlbi op;

    ck_assert(ref_tlbi_decode(0, crm, op2, operand, &op));
    return op;
}

/* CRm, op2, what it reaches and whether only the last level. */
static const struct {
    unsigned crm, op2;
    enum ref_reach reach;
    bool last_level;
} forms[] = {
    {7, 0, REF_ALL, false},          {3, 1, REF_VA, false}, {1, 2, REF_ASID, false},
    {7, 3, REF_VA_ALL_ASIDS, false}, {3, 5, REF_VA, true},  {1, 7, REF_VA_ALL_ASIDS, true},
};

START_TEST(decode_of_single_form_tells_reach)
{
    struct ref_tlbi op = decode(forms[_i].crm, forms[_i].op2, 0x1234ULL << 48);

    ck_assert_int_eq(op.reach, forms[_i].reach);
    ck_assert_int_eq(op.last_level, forms[_i].last_level);
    ck_assert_uint_eq(op.asid, 0x1234);
    ck_assert_uint_eq(op.bytes, 0);
}
END_TEST

START_TEST(decode_of_address_takes_page_and_half)
{
    ck_assert_uint_eq(decode(7, 1, 0x40003).va, 0x40003000);
    ck_assert_uint_eq(decode(7, 3, 0xff800000001).va, 0xffff800000001000ULL);
}
END_TEST

/* TG, SCALE, NUM, base in granules: address and bytes. */
static const struct {
    uint64_t tg, scale, num, base, va, bytes;
} ranges[] = {
    {1, 0, 0, 0x40000, 0x40000000, 0x2000}, /* the least: two pages */
    {1, 0, 31, 0x40000, 0x40000000, 0x40000}, /* 64 pages */
    {1, 1, 0, 0x40000, 0x40000000, 0x40000}, /* 64 pages again */
    {1, 3, 31, 0, 0, 8ULL << 30}, /* the most at 4K */
    {2, 0, 0, 0x10000, 0x40000000, 0x8000},
    {3, 2, 1, 0x4000, 0x40000000, 0x10000000}, /* 2 * 2^11 granules of 64K */
    {1, 0, 0, 0x1fffffffff, 0xfffffffffffff000ULL, 0x2000}, /* the high half */
};

START_TEST(decode_of_range_tells_address_and_bytes)
{
    uint64_t operand =
        ranges[_i].base | ranges[_i].num << 39 | ranges[_i].scale << 44 | ranges[_i].tg << 46;
    struct ref_tlbi op = decode(2, 1, operand | 5ULL << 48);

    ck_assert_uint_eq(op.va, ranges[_i].va);
    ck_assert_uint_eq(op.bytes, ranges[_i].bytes);
    ck_assert_uint_eq(op.asid, 5);
}
END_TEST

/* TTL of a single form: what is left of it. */
static const struct {
    uint64_t ttl;
    unsigned only_level;
    bool other_granule;
} hints[] = {{0, 0, false}, {3, 0, false}, {4, 0, false}, {5, 1, false},
             {7, 3, false}, {9, 0, false}, {10, 2, true}, {13, 0, false}};

START_TEST(decode_of_hint_tells_level_and_granule)
{
    struct ref_tlbi op = decode(7, 1, hints[_i].ttl << 44);

    ck_assert_uint_eq(op.only_level, hints[_i].only_level);
    ck_assert_int_eq(op.other_granule, hints[_i].other_granule);
}
END_TEST

START_TEST(decode_of_range_of_reserved_granule_reaches_nothing)
{
    ck_assert(decode(2, 1, 0).other_granule);
    ck_assert(!decode(2, 1, 1ULL << 46).other_granule);
}
END_TEST

START_TEST(decode_of_no_tlbi_says_so)
{
    struct ref_tlbi op;

    ck_assert(!ref_tlbi_decode(0, 7, 4, 0, &op));
    ck_assert(!ref_tlbi_decode(4, 7, 0, 0, &op));
    ck_assert(!ref_tlbi_decode(0, 0, 1, 0, &op));
    ck_assert(!ref_tlbi_decode(0, 2, 0, 1ULL << 46, &op)); /* no range of everything */
}
END_TEST

START_TEST(broadcast_is_all_but_the_local_forms)
{
    ck_assert(ref_tlbi_broadcast(1) && ref_tlbi_broadcast(2));
    ck_assert(ref_tlbi_broadcast(3) && ref_tlbi_broadcast(5));
    ck_assert(!ref_tlbi_broadcast(6) && !ref_tlbi_broadcast(7));
}
END_TEST

int main(void)
{
    return suite_run_rows(
        "ref_tlbi",
        (const struct suite_test[]){{decode_of_single_form_tells_reach, SUITE_COUNT(forms)},
                                    {decode_of_address_takes_page_and_half, 0},
                                    {decode_of_range_tells_address_and_bytes, SUITE_COUNT(ranges)},
                                    {decode_of_hint_tells_level_and_granule, SUITE_COUNT(hints)},
                                    {decode_of_range_of_reserved_granule_reaches_nothing, 0},
                                    {decode_of_no_tlbi_says_so, 0},
                                    {broadcast_is_all_but_the_local_forms, 0},
                                    {NULL, 0}});
}
