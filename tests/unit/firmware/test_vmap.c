/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap and vmap_pfn: what is mapped, who owns it, what is refused. */
#include "arch/linear.h"
#include "fake.h"
#include "generations.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/vmap.h"
#include "unit.h"

#define COUNT 700u /* more than a page of pointers, and than a table of entries */

static struct page **pages;

static void start(int generation)
{
    fake_machine_start(UINT64_C(32) << 20, 2);
    ck_assert_int_eq(vmalloc_init(generations[generation]), FW_OK);
}

/* An array in vmalloc memory, its frames in no order. */
static void take_pages(uint32_t count)
{
    pages = vmalloc(count * sizeof(*pages));
    for (uint32_t i = 0; i < count; i++) {
        *(struct page **)vmalloc_access(&pages[i]) = alloc_page(GFP_KERNEL);
    }
}

static void must_show(const char *va, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct pgtable_leaf leaf = pgtable_lookup((uintptr_t)va + i * PAGE_SIZE);
        ck_assert(leaf.mapped);
        ck_assert_uint_eq(leaf.pa, page_to_phys(*(struct page **)vmalloc_access(&pages[i])));
    }
    ck_assert(!pgtable_lookup((uintptr_t)va + count * PAGE_SIZE).mapped);
}

START_TEST(mapping_shows_the_frames_in_order_and_leaves_them)
{
    start(_i);
    take_pages(COUNT);
    uint64_t before = pages_free_total() + pgtable_table_pages();
    char *va = vmap(pages, COUNT, 0, PROT_KERNEL_RO);
    must_show(va, COUNT);
    ck_assert_uint_ne(pgtable_lookup((uintptr_t)va).pte & PTE_RDONLY, 0);
    vmalloc_check();
    ck_assert_int_eq(vunmap(va), FW_OK);
    ck_assert(!pgtable_lookup((uintptr_t)va).mapped);
    ck_assert_uint_eq(pages_free_total() + pgtable_table_pages(), before);
    vmalloc_check();
}
END_TEST

START_TEST(two_mappings_show_the_same_memory)
{
    start(_i);
    take_pages(3);
    char *first = vmap(pages, 3, 0, PROT_KERNEL), *second = vmap(pages, 3, 0, PROT_KERNEL);
    *(uint64_t *)vmalloc_access(first + 2 * PAGE_SIZE) = 77;
    ck_assert_uint_eq(*(uint64_t *)vmalloc_access(second + 2 * PAGE_SIZE), 77);
    ck_assert_int_eq(vunmap(first), FW_OK);
    ck_assert_uint_eq(*(uint64_t *)vmalloc_access(second + 2 * PAGE_SIZE), 77);
}
END_TEST

START_TEST(put_pages_makes_frames_and_array_the_areas)
{
    start(_i);
    uint64_t before = pages_free_total() + pgtable_table_pages();
    take_pages(COUNT);
    char *va = vmap(pages, COUNT, VM_MAP_PUT_PAGES, PROT_KERNEL);
    must_show(va, COUNT);
    ck_assert_int_eq(vunmap(va), FW_UNKNOWN); /* would lose them */
    ck_assert_int_eq(vfree(va), FW_OK);
    ck_assert_int_eq(vfree(va), FW_UNKNOWN);
    purge_vmap_area_lazy();
    slab_shrink();
    /* Slabs of the allocator's own, and one preloaded area, may stay. */
    ck_assert_uint_ge(pages_free_total() + pgtable_table_pages() + 4, before);
    vmalloc_check();
}
END_TEST

START_TEST(what_cannot_be_mapped_is_refused)
{
    start(_i);
    take_pages(2);
    ck_assert_ptr_null(vmap(pages, 0, 0, PROT_KERNEL));
    ck_assert_ptr_null(vmap(pages, UINT32_MAX, 0, PROT_KERNEL));
    ck_assert_ptr_null(vmap(pages, 2, VM_NO_GUARD, PROT_KERNEL));
    ck_assert_ptr_null(vmap(pages, 2, 0x100, PROT_KERNEL));
    ck_assert_ptr_null(vmap(pages, 2, 0, PROT_KERNEL_ROX));
    vmalloc_check();
}
END_TEST

START_TEST(vunmap_of_no_mapping_changes_nothing)
{
    start(_i);
    take_pages(2);
    char *va = vmap(pages, 2, 0, PROT_KERNEL);
    ck_assert_int_eq(vunmap(NULL), FW_OK);
    ck_assert_int_eq(vunmap(va + 1), FW_MISALIGNED);
    ck_assert_int_eq(vunmap(va + PAGE_SIZE), FW_UNKNOWN);
    ck_assert_int_eq(vunmap(pages), FW_UNKNOWN); /* of vmalloc() */
    ck_assert_int_eq(vfree(va), FW_UNKNOWN);
    must_show(va, 2);
    ck_assert_int_eq(vunmap(va), FW_OK);
    ck_assert_int_eq(vunmap(va), FW_UNKNOWN);
    vmalloc_check();
}
END_TEST

/* Memory for the first table that the mapping needs, and not for the next. */
START_TEST(failed_mapping_gives_everything_back)
{
    start(_i);
    take_pages(COUNT);
    const uint64_t span = PAGE_SIZE << PTRS_PER_TABLE_SHIFT;
    const uint64_t lazy = vmalloc_allocator()->lazy_pages();
    struct vm_struct *filler = get_vm_area(4 * span, VM_MAP);
    struct page *last = NULL;
    for (struct page *page; (page = alloc_page(GFP_ATOMIC)) != NULL; last = page) {
    }
    free_page(last);
    ck_assert_ptr_null(vmap(pages, COUNT, 0, PROT_KERNEL));
    ck_assert_uint_eq(pages_free_total(), 0);
    ck_assert_uint_eq(vmalloc_allocator()->lazy_pages() != lazy, !vmalloc_is_immediate());
    free_vm_area(filler);
    vmalloc_check();
}
END_TEST

START_TEST(pfns_are_mapped_one_by_one)
{
    static const pfn_t pfns[] = {0x9003, 0x9001, 0x800000};
    start(_i);
    char *va = vmap_pfn(pfns, 3, PROT_DEVICE);
    for (unsigned i = 0; i < 3; i++) {
        struct pgtable_leaf leaf = pgtable_lookup((uintptr_t)va + i * PAGE_SIZE);
        ck_assert_uint_eq(leaf.pa, pfns[i] << PAGE_SHIFT);
        ck_assert_uint_eq(leaf.pte & PTE_ATTR_INDEX(7), PTE_ATTR_INDEX(MAIR_INDEX_DEVICE));
    }
    ck_assert_uint_eq(find_vm_area(va)->flags & VM_IOREMAP, VM_IOREMAP);
    ck_assert_int_eq(vunmap(va), FW_OK);
    vmalloc_check();
}
END_TEST

START_TEST(pfn_of_memory_is_refused)
{
    start(_i);
    const pfn_t pfns[] = {0x9000, phys_to_pfn(FAKE_RAM_START)};
    ck_assert_ptr_null(vmap_pfn(pfns, 2, PROT_KERNEL));
    ck_assert_ptr_nonnull(vmap_pfn(pfns, 1, PROT_KERNEL));
    ck_assert_ptr_null(vmap_pfn(pfns, 0, PROT_KERNEL));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {mapping_shows_the_frames_in_order_and_leaves_them, 0, GENERATIONS},
        {two_mappings_show_the_same_memory, 0, GENERATIONS},
        {put_pages_makes_frames_and_array_the_areas, 0, GENERATIONS},
        {what_cannot_be_mapped_is_refused, 0, GENERATIONS},
        {vunmap_of_no_mapping_changes_nothing, 0, GENERATIONS},
        {failed_mapping_gives_everything_back, 0, GENERATIONS},
        {pfns_are_mapped_one_by_one, 0, GENERATIONS},
        {pfn_of_memory_is_refused, 0, GENERATIONS},
    };
    return unit_run("vmap", tests, ARRAY_SIZE(tests));
}
