/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desc.h"

#include "pt_builder.h"
#include "suite.h"

START_TEST(kind_depends_on_type_level_and_granule)
{
    static const struct {
        uint64_t raw;
        unsigned level;
        enum granule granule;
        enum desc_kind kind;
    } cases[] = {
        {0, 0, GRANULE_4K, DESC_INVALID},
        {2, 1, GRANULE_4K, DESC_INVALID}, /* bit 1 means nothing without bit 0 */
        {~1ULL, 3, GRANULE_4K, DESC_INVALID},
        {PT_TABLE, 0, GRANULE_4K, DESC_TABLE},
        {PT_TABLE, 2, GRANULE_4K, DESC_TABLE},
        {PT_PAGE, 3, GRANULE_4K, DESC_PAGE},
        {PT_BLOCK, 0, GRANULE_4K, DESC_INVALID},
        {PT_BLOCK, 1, GRANULE_4K, DESC_BLOCK},
        {PT_BLOCK, 2, GRANULE_4K, DESC_BLOCK},
        {PT_BLOCK, 3, GRANULE_4K, DESC_INVALID}, /* reserved */
        {PT_BLOCK, 1, GRANULE_16K, DESC_INVALID},
        {PT_BLOCK, 2, GRANULE_16K, DESC_BLOCK},
        {PT_BLOCK, 1, GRANULE_64K, DESC_INVALID},
        {PT_BLOCK, 2, GRANULE_64K, DESC_BLOCK},
        {PT_PAGE, 3, GRANULE_64K, DESC_PAGE},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct desc d = desc_decode(cases[i].raw, cases[i].level, cases[i].granule);

        ck_assert_msg(d.kind == cases[i].kind, "case %zu: kind %u", i, d.kind);
    }
}
END_TEST

START_TEST(addresses_are_cut_to_their_size)
{
    static const struct {
        unsigned level;
        enum granule granule;
        uint64_t type, address;
        unsigned size_shift;
    } cases[] = {
        {3, GRANULE_4K, PT_PAGE, 0xfffffffff000, 12},
        {2, GRANULE_4K, PT_BLOCK, 0xffffffe00000, 21},
        {1, GRANULE_4K, PT_BLOCK, 0xffffc0000000, 30},
        {1, GRANULE_4K, PT_TABLE, 0xfffffffff000, 0},
        {3, GRANULE_16K, PT_PAGE, 0xffffffffc000, 14},
        {2, GRANULE_16K, PT_BLOCK, 0xfffffe000000, 25},
        {2, GRANULE_16K, PT_TABLE, 0xffffffffc000, 0},
        {3, GRANULE_64K, PT_PAGE, 0xffffffff0000, 16},
        {2, GRANULE_64K, PT_BLOCK, 0xffffe0000000, 29},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        uint64_t raw = (~3ULL) | cases[i].type;
        struct desc d = desc_decode(raw, cases[i].level, cases[i].granule);

        ck_assert_msg(d.address.v == cases[i].address, "case %zu: address %#lx", i, d.address.v);
        ck_assert_uint_eq(d.size_shift, cases[i].size_shift);
    }
}
END_TEST

START_TEST(each_leaf_attribute_has_its_own_bits)
{
    struct desc none = desc_decode(PT_PAGE, 3, GRANULE_4K);

    ck_assert(none.perm.ap == 0 && !none.perm.pxn && !none.perm.uxn);
    ck_assert(!none.access_flag && !none.non_global && !none.contiguous && !none.dirty_modifier);
    ck_assert(none.attr_index == 0 && none.shareability == 0);

    ck_assert_uint_eq(desc_decode(PT_PAGE | PT_EL0, 3, GRANULE_4K).perm.ap, 1);
    ck_assert_uint_eq(desc_decode(PT_PAGE | PT_READ_ONLY, 3, GRANULE_4K).perm.ap, 2);
    ck_assert(desc_decode(PT_PAGE | PT_PXN, 3, GRANULE_4K).perm.pxn);
    ck_assert(!desc_decode(PT_PAGE | PT_PXN, 3, GRANULE_4K).perm.uxn);
    ck_assert(desc_decode(PT_PAGE | PT_UXN, 3, GRANULE_4K).perm.uxn);
    ck_assert(desc_decode(PT_PAGE | PT_AF, 3, GRANULE_4K).access_flag);
    ck_assert(desc_decode(PT_PAGE | PT_NG, 3, GRANULE_4K).non_global);
    ck_assert(desc_decode(PT_PAGE | PT_CONTIGUOUS, 3, GRANULE_4K).contiguous);
    ck_assert(desc_decode(PT_PAGE | PT_DBM, 3, GRANULE_4K).dirty_modifier);
    ck_assert_uint_eq(desc_decode(PT_PAGE | PT_ATTR(5), 3, GRANULE_4K).attr_index, 5);
    ck_assert_uint_eq(desc_decode(PT_PAGE | PT_SH(3), 3, GRANULE_4K).shareability, 3);
}
END_TEST

START_TEST(each_table_limit_has_its_own_bit)
{
    struct perm_limits none = desc_decode(PT_TABLE, 1, GRANULE_4K).limits;

    ck_assert(none.ap_table == 0 && !none.pxn_table && !none.uxn_table);
    ck_assert_uint_eq(desc_decode(PT_TABLE | PT_TABLE_NO_EL0, 1, GRANULE_4K).limits.ap_table, 1);
    ck_assert_uint_eq(desc_decode(PT_TABLE | PT_TABLE_READ_ONLY, 1, GRANULE_4K).limits.ap_table, 2);
    ck_assert(desc_decode(PT_TABLE | PT_TABLE_PXN, 1, GRANULE_4K).limits.pxn_table);
    ck_assert(!desc_decode(PT_TABLE | PT_TABLE_PXN, 1, GRANULE_4K).limits.uxn_table);
    ck_assert(desc_decode(PT_TABLE | PT_TABLE_UXN, 1, GRANULE_4K).limits.uxn_table);
}
END_TEST

START_TEST(updates_change_one_bit_each)
{
    ck_assert_uint_eq(desc_updated(0, 0), 0);
    ck_assert_uint_eq(desc_updated(0, DESC_UPDATE_ACCESSED), 1ULL << 10);
    ck_assert_uint_eq(desc_updated(~0ULL, DESC_UPDATE_DIRTY), ~(1ULL << 7));
    ck_assert_uint_eq(desc_updated(1ULL << 7, DESC_UPDATE_ACCESSED | DESC_UPDATE_DIRTY),
                      1ULL << 10);
}
END_TEST

int main(void)
{
    return suite_run("desc", (const TTest *const[]){kind_depends_on_type_level_and_granule,
                                                    addresses_are_cut_to_their_size,
                                                    each_leaf_attribute_has_its_own_bits,
                                                    each_table_limit_has_its_own_bit,
                                                    updates_change_one_bit_each, NULL});
}
