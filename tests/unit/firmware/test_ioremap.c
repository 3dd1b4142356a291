/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ioremap: offset, attributes, blocks, and that memory is refused. */
#include "fake.h"
#include "generations.h"
#include "mm/ioremap.h"
#include "mm/page.h"
#include "mm/pgtable.h"
#include "mm/vmalloc.h"
#include "unit.h"

static void start(int generation)
{
    fake_machine_start(UINT64_C(16) << 20, 2);
    ck_assert_int_eq(vmalloc_init(generations[generation]), FW_OK);
}

START_TEST(address_keeps_the_offset_and_is_device_memory)
{
    start(_i);
    char *va = ioremap(0x9000ffc, 8);
    ck_assert_uint_eq((uintptr_t)va % PAGE_SIZE, 0xffc);
    for (unsigned i = 0; i < 8; i += 7) {
        struct pgtable_leaf leaf = pgtable_lookup((uintptr_t)va + i);
        ck_assert_uint_eq(leaf.pa, 0x9000ffc + i);
        ck_assert_uint_eq(leaf.pte & PTE_ATTR_INDEX(7), PTE_ATTR_INDEX(MAIR_INDEX_DEVICE));
        ck_assert_uint_ne(leaf.pte & PTE_PXN, 0);
    }
    ck_assert(!pgtable_lookup((uintptr_t)va - 0xffc + 2 * PAGE_SIZE).mapped);
    ck_assert_uint_eq(find_vm_area(va)->phys_addr, 0x9000000);
    vmalloc_check();
}
END_TEST

START_TEST(aligned_range_is_mapped_as_blocks_and_unmapped_whole)
{
    start(_i);
    char *va = ioremap(UINT64_C(0x8000000000), UINT64_C(2) << 30);
    ck_assert_uint_eq(pgtable_lookup((uintptr_t)va).level, 1);
    char *small = ioremap(UINT64_C(0x8040200000), UINT64_C(2) << 20);
    ck_assert_uint_eq(pgtable_lookup((uintptr_t)small).level, 2);
    ck_assert_int_eq(iounmap(va), FW_OK);
    ck_assert(!pgtable_lookup((uintptr_t)va).mapped);
    ck_assert(!pgtable_lookup((uintptr_t)va + (UINT64_C(1) << 30)).mapped);
    ck_assert(pgtable_lookup((uintptr_t)small).mapped);
    vmalloc_check();
}
END_TEST

START_TEST(any_address_of_the_first_page_ends_the_mapping)
{
    start(_i);
    char *va = ioremap(0x9000ffc, 8);
    ck_assert_int_eq(iounmap(va + 4), FW_UNKNOWN); /* of the second page */
    ck_assert_int_eq(iounmap(va + 3), FW_OK);
    ck_assert_int_eq(iounmap(va), FW_UNKNOWN);
    ck_assert(!pgtable_lookup((uintptr_t)va).mapped);
    vmalloc_check();
}
END_TEST

START_TEST(memory_is_refused_wherever_the_range_touches_it)
{
    const phys_addr_t end = FAKE_RAM_START + (UINT64_C(16) << 20);
    start(_i);
    ck_assert_ptr_null(ioremap(FAKE_RAM_START, 1));
    ck_assert_ptr_null(ioremap(FAKE_RAM_START - PAGE_SIZE, PAGE_SIZE + 1));
    ck_assert_ptr_null(ioremap(end - 1, 1));
    ck_assert_ptr_null(ioremap(FAKE_RAM_START - PAGE_SIZE, UINT64_C(32) << 20));
    ck_assert_ptr_nonnull(ioremap(FAKE_RAM_START - PAGE_SIZE, PAGE_SIZE));
    ck_assert_ptr_nonnull(ioremap(end, PAGE_SIZE));
    vmalloc_check();
}
END_TEST

START_TEST(range_that_is_none_is_refused)
{
    start(_i);
    ck_assert_ptr_null(ioremap(0x9000000, 0));
    ck_assert_ptr_null(ioremap(0x9000000, UINT64_MAX));
    ck_assert_ptr_null(ioremap(UINT64_MAX, 1));
    ck_assert_ptr_null(ioremap(UINT64_C(1) << 48, 1));
    ck_assert_ptr_nonnull(ioremap((UINT64_C(1) << 48) - 1, 1));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {address_keeps_the_offset_and_is_device_memory, 0, GENERATIONS},
        {aligned_range_is_mapped_as_blocks_and_unmapped_whole, 0, GENERATIONS},
        {any_address_of_the_first_page_ends_the_mapping, 0, GENERATIONS},
        {memory_is_refused_wherever_the_range_touches_it, 0, GENERATIONS},
        {range_that_is_none_is_refused, 0, GENERATIONS},
    };
    return unit_run("ioremap", tests, ARRAY_SIZE(tests));
}
