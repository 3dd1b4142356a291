/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pte.c: descriptors against values worked out by hand from the Arm ARM. */
#include "lib/kernel.h"
#include "mm/pte.h"
#include "unit.h"

START_TEST(leaf_bits_are_those_of_the_manual)
{
    /* UXN 54, PXN 53, AF 10, SH 9:8, AP[2] 7, AttrIndx 4:2, type 1:0 */
    static const struct {
        enum pgprot prot;
        unsigned level;
        uint64_t bits;
    } cases[] = {
        {PROT_KERNEL, 3, 0x0060000000000703},     {PROT_KERNEL_RO, 3, 0x0060000000000783},
        {PROT_KERNEL_ROX, 3, 0x0040000000000783}, {PROT_DEVICE, 3, 0x0060000000000407},
        {PROT_KERNEL, 2, 0x0060000000000701},     {PROT_DEVICE, 1, 0x0060000000000405},
        {PROT_USER, 3, 0x0060000000000743},
    };
    for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
        ck_assert_uint_eq(pte_leaf(0x40000000, cases[i].prot, cases[i].level),
                          cases[i].bits | 0x40000000);
    }
}
END_TEST

START_TEST(table_and_leaf_are_told_apart_by_level)
{
    pte_t table = pte_table(0x41000000);
    pte_t page = pte_leaf(0x41000000, PROT_KERNEL, 3);
    pte_t block = pte_leaf(0x40000000, PROT_KERNEL, 2);
    ck_assert_uint_eq(table, 0x41000003);
    ck_assert(pte_is_table(table, 0) && pte_is_table(table, 2));
    ck_assert(!pte_is_leaf(table, 2));
    ck_assert(pte_is_leaf(page, 3) && !pte_is_table(page, 3));
    ck_assert(pte_is_leaf(block, 2) && !pte_is_table(block, 2));
    ck_assert(!pte_is_leaf(0, 2) && !pte_is_table(0, 2) && !pte_valid(0));
    ck_assert_uint_eq(pte_phys(page), 0x41000000);
}
END_TEST

START_TEST(index_takes_nine_bits_a_level)
{
    uintptr_t va = 0xffff800000000000 | UINT64_C(3) << 39 | UINT64_C(5) << 30 |
                   UINT64_C(511) << 21 | UINT64_C(77) << 12 | 0xabc;
    ck_assert_uint_eq(pte_index(va, 0), 256 + 3);
    ck_assert_uint_eq(pte_index(va, 1), 5);
    ck_assert_uint_eq(pte_index(va, 2), 511);
    ck_assert_uint_eq(pte_index(va, 3), 77);
    ck_assert_uint_eq(pte_level_shift(0), 39);
    ck_assert_uint_eq(pte_level_shift(3), 12);
}
END_TEST

START_TEST(safe_changes_are_permissions_only)
{
    pte_t rw = pte_leaf(0x1000, PROT_KERNEL, 3);
    pte_t rox = pte_leaf(0x1000, PROT_KERNEL_ROX, 3);
    pte_t device = pte_leaf(0x1000, PROT_DEVICE, 3);
    pte_t elsewhere = pte_leaf(0x2000, PROT_KERNEL, 3);
    ck_assert(pte_change_is_safe(rw, rox) && pte_change_is_safe(rox, rw));
    ck_assert(pte_change_is_safe(0, rw) && pte_change_is_safe(rw, 0));
    ck_assert(!pte_change_is_safe(rw, device));
    ck_assert(!pte_change_is_safe(rw, elsewhere));
    ck_assert(!pte_change_is_safe(rw, rw | PTE_CONT));
    ck_assert(pte_change_is_safe(rw, rw | PTE_NG));
    ck_assert(!pte_change_is_safe(rw | PTE_NG, rw));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {leaf_bits_are_those_of_the_manual, 0},
        {table_and_leaf_are_told_apart_by_level, 0},
        {index_takes_nine_bits_a_level, 0},
        {safe_changes_are_permissions_only, 0},
    };
    return unit_run("pte", tests, ARRAY_SIZE(tests));
}
