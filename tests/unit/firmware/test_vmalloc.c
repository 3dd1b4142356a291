/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmalloc.c and vm_pages.c: areas from end to end, and every way to fail. */
#include "arch/linear.h"
#include "fake.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/vmalloc.h"
#include "unit.h"

#include <string.h>

#define MiB (UINT64_C(1) << 20)
#define RAM_SIZE (32 * MiB)
#define FULL_FLUSH "dsb ishst\ntlbi vmalle1is\ndsb ish\nisb\n"

static struct vm_struct image;

static void start_with(uint64_t ram_size)
{
    fake_machine_start(ram_size, 1);
    image = (struct vm_struct){.addr = (void *)KIMAGE_VADDR, .size = 2 * MiB, .flags = VM_MAP};
    vm_area_add_early(&image);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_augmented), FW_OK);
    vmalloc_check();
}

static void start(void)
{
    start_with(RAM_SIZE);
}

static bool mapped(const void *base, uint64_t offset)
{
    return pgtable_lookup((uintptr_t)base + offset).mapped;
}

START_TEST(area_is_mapped_whole_and_its_guard_is_not)
{
    start();
    char *p = vmalloc(3 * PAGE_SIZE - 100);
    ck_assert_ptr_eq(p, (void *)VMALLOC_START);
    ck_assert(mapped(p, 0) && mapped(p, 3 * PAGE_SIZE - 1));
    ck_assert(!mapped(p, 3 * PAGE_SIZE));
    ck_assert_ptr_eq(vmalloc(1), p + 4 * PAGE_SIZE);
    struct vm_struct *area = find_vm_area(p + PAGE_SIZE);
    ck_assert_uint_eq(area->requested_size, 3 * PAGE_SIZE - 100);
    ck_assert_uint_eq(area->size, 4 * PAGE_SIZE);
    vmalloc_check();
}
END_TEST

START_TEST(vzalloc_is_zero_and_vmalloc_is_not_cleared)
{
    start();
    char *p = vmalloc(PAGE_SIZE);
    memset(vmalloc_access(p), 0x5a, PAGE_SIZE);
    vfree(p);
    char *q = vmalloc(PAGE_SIZE);
    ck_assert_int_eq(*(char *)vmalloc_access(q), 0x5a);
    vfree(q);
    unsigned char *z = vzalloc(PAGE_SIZE);
    unsigned char *bytes = vmalloc_access(z);
    ck_assert_uint_eq(bytes[0] | bytes[PAGE_SIZE - 1], 0);
}
END_TEST

START_TEST(vfree_unmaps_keeps_addresses_and_frees_pages)
{
    start();
    char *first = vmalloc(64 * PAGE_SIZE);
    uint64_t before = pages_free_total();
    ck_assert_int_eq(vfree(first), FW_OK);
    ck_assert_uint_eq(pages_free_total(), before + 64);
    ck_assert(!mapped(first, 0) && !mapped(first, 63 * PAGE_SIZE));
    ck_assert_ptr_ne(vmalloc(64 * PAGE_SIZE), first);
    purge_vmap_area_lazy();
    ck_assert_ptr_eq(vmalloc(64 * PAGE_SIZE), first);
    vmalloc_check();
}
END_TEST

START_TEST(lazy_free_executes_no_barrier_and_no_invalidation)
{
    start();
    char *p = vmalloc(PAGE_SIZE);
    fake_trace_start();
    vfree(p);
    ck_assert_str_eq(fake_trace(), "");
    purge_vmap_area_lazy();
    ck_assert_str_eq(fake_trace(), "dsb ishst\n"
                                   "tlbi vaale1is, 0xff800000000\n"
                                   "tlbi vaale1is, 0xff800000001\n"
                                   "dsb ish\nisb\n");
    purge_vmap_area_lazy();
    ck_assert_str_eq(fake_trace(), "");
}
END_TEST

START_TEST(local_purge_invalidates_this_core_only)
{
    start();
    vfree(vmalloc(PAGE_SIZE));
    fake_trace_start();
    purge_vmap_area_lazy_local();
    ck_assert_str_eq(fake_trace(), "dsb nshst\n"
                                   "tlbi vaale1, 0xff800000000\n"
                                   "tlbi vaale1, 0xff800000001\n"
                                   "dsb nsh\nisb\n");
    ck_assert_ptr_eq(vmalloc(PAGE_SIZE), (void *)VMALLOC_START);
}
END_TEST

START_TEST(immediate_mode_flushes_each_free_and_reuses)
{
    start();
    vfree(vmalloc(PAGE_SIZE));
    vmalloc_set_lazy(false); /* what was lazy is flushed first */
    char *p = vmalloc(2 * PAGE_SIZE);
    ck_assert_ptr_eq(p, (void *)VMALLOC_START);
    fake_trace_start();
    vfree(p);
    ck_assert_str_eq(fake_trace(), "dsb ishst\n"
                                   "tlbi vaale1is, 0xff800000000\n"
                                   "tlbi vaale1is, 0xff800000001\n"
                                   "tlbi vaale1is, 0xff800000002\n"
                                   "dsb ish\nisb\n");
    ck_assert_ptr_eq(vmalloc(PAGE_SIZE), p);
    vmalloc_check();
}
END_TEST

START_TEST(the_4097th_lazy_page_purges_with_one_full_flush)
{
    start();
    for (int i = 0; i < 4096; i++) {
        vfree(vmalloc(1));
    }
    void *last = vmalloc(1);
    fake_trace_start();
    vfree(last);
    ck_assert_str_eq(fake_trace(), FULL_FLUSH);
    ck_assert_ptr_eq(vmalloc(1), (void *)VMALLOC_START);
}
END_TEST

START_TEST(bad_addresses_are_reported_and_change_nothing)
{
    start();
    char *p = vmalloc(2 * PAGE_SIZE);
    ck_assert_int_eq(vfree(NULL), FW_OK);
    ck_assert_uint_eq(fake_warning_count(), 0);
    ck_assert_int_eq(vfree(p + 8), FW_MISALIGNED);
    ck_assert_int_eq(vfree(p + PAGE_SIZE), FW_UNKNOWN);
    ck_assert_int_eq(vfree(p + 3 * PAGE_SIZE), FW_UNKNOWN);
    ck_assert_int_eq(vfree((void *)KIMAGE_VADDR), FW_UNKNOWN);
    ck_assert_int_eq(vfree((void *)PAGE_OFFSET), FW_UNKNOWN);
    ck_assert_uint_eq(fake_warning_count(), 5);
    ck_assert(mapped(p, 0) && mapped(p, PAGE_SIZE));
    vmalloc_check();
    ck_assert_int_eq(vfree(p), FW_OK);
    ck_assert_int_eq(vfree(p), FW_UNKNOWN); /* twice, while lazy */
    ck_assert_str_eq(fake_last_warning(), "vfree(ffff800000000000): unknown address");
    purge_vmap_area_lazy();
    ck_assert_int_eq(vfree(p), FW_UNKNOWN); /* and after */
    vmalloc_check();
}
END_TEST

START_TEST(impossible_sizes_return_null)
{
    start();
    uint64_t before = pages_free_total();
    ck_assert_ptr_null(vmalloc(0));
    ck_assert_ptr_null(vmalloc(UINT64_MAX));
    ck_assert_ptr_null(vmalloc(UINT64_MAX - PAGE_SIZE));
    ck_assert_ptr_null(vmalloc(1024 * RAM_SIZE));
    ck_assert_str_eq(fake_last_warning(), "vmalloc error: size 34359738368, exceeds total pages");
    ck_assert_uint_eq(pages_free_total(), before);
    vmalloc_check();
}
END_TEST

START_TEST(complaints_are_limited)
{
    start();
    for (int i = 0; i < 1000; i++) {
        vmalloc(0);
    }
    ck_assert_uint_eq(fake_warning_count(), 16);
}
END_TEST

START_TEST(window_and_alignment_are_kept)
{
    start();
    uintptr_t from = VMALLOC_START + 5 * PAGE_SIZE;
    char *p = vmalloc_range(PAGE_SIZE, 64 * PAGE_SIZE, from, VMALLOC_END, GFP_KERNEL, PROT_KERNEL);
    ck_assert_uint_eq((uintptr_t)p, VMALLOC_START + 64 * PAGE_SIZE);
    ck_assert_ptr_null(
        vmalloc_range(2 * PAGE_SIZE, 1, from, from + 2 * PAGE_SIZE, GFP_KERNEL, PROT_KERNEL));
    ck_assert_str_eq(fake_last_warning(), "vmalloc error: size 8192, no addresses left");
    ck_assert_ptr_null(vmalloc_range(1, 3, from, VMALLOC_END, GFP_KERNEL, PROT_KERNEL));
    ck_assert_ptr_null(vmalloc_range(1, 1, from, from, GFP_KERNEL, PROT_KERNEL));
    vmalloc_check();
}
END_TEST

START_TEST(missing_addresses_are_won_back_by_a_purge)
{
    start();
    uintptr_t from = VMALLOC_START, end = from + 2 * PAGE_SIZE;
    char *p = vmalloc_range(PAGE_SIZE, 1, from, end, GFP_KERNEL, PROT_KERNEL);
    ck_assert_ptr_nonnull(p);
    vfree(p);
    ck_assert_ptr_eq(vmalloc_range(PAGE_SIZE, 1, from, end, GFP_KERNEL, PROT_KERNEL), p);
    ck_assert_uint_eq(fake_warning_count(), 0);
}
END_TEST

START_TEST(large_area_lists_its_pages_in_another_area)
{
    start();
    uint64_t before = pages_free_total();
    uint64_t tables = pgtable_table_pages();
    char *p = vmalloc(8 * MiB); /* 2048 pages: an array of 4 pages */
    struct vm_struct *area = find_vm_area(p);
    ck_assert_uint_eq(area->nr_pages, 2048);
    ck_assert_ptr_eq(area->pages, (void *)(p + 8 * MiB + PAGE_SIZE));
    ck_assert_uint_eq(find_vm_area(area->pages)->nr_pages, 4);
    vmalloc_check();
    for (unsigned i = 0; i < 2048; i++) {
        memset(vmalloc_access(p + i * PAGE_SIZE), (int)i & 0xff, PAGE_SIZE);
    }
    for (unsigned i = 0; i < 2048; i++) {
        ck_assert_uint_eq(*(unsigned char *)vmalloc_access(p + i * PAGE_SIZE + 77), i & 0xff);
    }
    vfree(p);
    ck_assert(!mapped(p, 8 * MiB - 1));
    purge_vmap_area_lazy();
    slab_shrink();
    tables = pgtable_table_pages() - tables;
    ck_assert_uint_ge(pages_free_total() + tables + 3, before);
    ck_assert_uint_le(pages_free_total() + tables, before);
    vmalloc_check();
}
END_TEST

/* Leaves exactly `count` pages that an ordinary request can have. */
static struct page *leave_pages(uint64_t count)
{
    struct page *held = NULL, *page;
    drain_local_pages();
    while ((page = alloc_page(GFP_KERNEL)) != NULL) {
        page->cache = (struct kmem_cache *)held;
        held = page;
    }
    for (; count > 0; count--) {
        page = held;
        held = (struct page *)page->cache;
        free_page(page);
    }
    return held;
}

START_TEST(running_out_at_any_page_rolls_back)
{
    start_with(8 * MiB);
    vfree(vmalloc(40 * PAGE_SIZE)); /* the tables and objects are there */
    purge_vmap_area_lazy();
    for (unsigned k = 0; k < 40; k++) {
        struct page *held = leave_pages(k), *page;
        uint64_t before = pages_free_total();
        ck_assert_ptr_null(vmalloc(40 * PAGE_SIZE));
        ck_assert_uint_eq(pages_free_total(), before);
        ck_assert_str_eq(fake_last_warning(),
                         "vmalloc error: size 163840, failed to allocate pages");
        vmalloc_check();
        while ((page = held) != NULL) {
            held = (struct page *)page->cache;
            free_page(page);
        }
        void *p = vmalloc(40 * PAGE_SIZE);
        ck_assert_ptr_eq(p, (void *)VMALLOC_START); /* its addresses came back too */
        vfree(p);
        purge_vmap_area_lazy();
    }
}
END_TEST

START_TEST(missing_page_tables_roll_back_what_was_mapped)
{
    start_with(8 * MiB);
    uintptr_t border = VMALLOC_START + 510 * PAGE_SIZE; /* the third page needs a new table */
    vfree(vmalloc(4 * PAGE_SIZE)); /* the first table and the objects are there */
    purge_vmap_area_lazy();
    leave_pages(4);
    uint64_t before = pages_free_total();
    ck_assert_ptr_null(
        vmalloc_range(4 * PAGE_SIZE, 1, border, VMALLOC_END, GFP_KERNEL, PROT_KERNEL));
    ck_assert_str_eq(fake_last_warning(), "vmalloc error: size 16384, failed to map pages");
    ck_assert_uint_eq(pages_free_total(), before);
    ck_assert(!mapped((void *)border, 0) && !mapped((void *)border, PAGE_SIZE));
    vmalloc_check();
    /* Mapped for a moment: not reusable before a flush. */
    ck_assert_uint_eq(vmalloc_allocator()->lazy_pages(), 5);
}
END_TEST

START_TEST(protect_changes_every_page_but_not_the_guard)
{
    start();
    char *p = vmalloc(2 * PAGE_SIZE);
    ck_assert_int_eq(vmalloc_protect(p, VMALLOC_RO), FW_OK);
    ck_assert_uint_eq(pgtable_lookup((uintptr_t)p + PAGE_SIZE).pte & PTE_RDONLY, PTE_RDONLY);
    ck_assert_int_eq(vmalloc_protect(p, VMALLOC_ROX), FW_OK);
    ck_assert_uint_eq(pgtable_lookup((uintptr_t)p).pte & (PTE_RDONLY | PTE_PXN), PTE_RDONLY);
    ck_assert_int_eq(vmalloc_protect(p, VMALLOC_RW), FW_OK);
    ck_assert_uint_eq(pgtable_lookup((uintptr_t)p).pte & (PTE_RDONLY | PTE_PXN), PTE_PXN);
    ck_assert(!mapped(p, 2 * PAGE_SIZE));
    ck_assert_int_eq(vmalloc_protect(p + PAGE_SIZE, VMALLOC_RO), FW_UNKNOWN);
    ck_assert_int_eq(vmalloc_protect((void *)KIMAGE_VADDR, VMALLOC_RW), FW_UNKNOWN);
    vmalloc_check();
}
END_TEST

START_TEST(protect_flushes_what_is_lazy_first)
{
    start();
    char *p = vmalloc(PAGE_SIZE);
    vfree(vmalloc(PAGE_SIZE));
    vmalloc_protect(p, VMALLOC_RO);
    ck_assert_uint_eq(vmalloc_allocator()->lazy_pages(), 0);
}
END_TEST

START_TEST(instructions_are_made_visible_before_they_may_run)
{
    start();
    char *p = vmalloc(PAGE_SIZE);
    fake_trace_start();
    vmalloc_protect(p, VMALLOC_RO);
    ck_assert_ptr_null(strstr(fake_trace(), "sync icache"));
    vmalloc_protect(p, VMALLOC_ROX);
    ck_assert_str_eq(fake_trace(), "sync icache\n"
                                   "dsb ishst\ntlbi vaale1is, 0xff800000000\ndsb ish\nisb\n");
}
END_TEST

START_TEST(vmalloc_to_page_follows_the_mapping)
{
    start();
    char *p = vmalloc(2 * PAGE_SIZE);
    struct page *page = vmalloc_to_page(p + PAGE_SIZE + 9);
    ck_assert_ptr_eq(page_address(page), vmalloc_access(p + PAGE_SIZE));
    ck_assert_ptr_null(vmalloc_to_page(p + 2 * PAGE_SIZE));
}
END_TEST

START_TEST(image_is_a_busy_area)
{
    start();
    ck_assert_ptr_eq(find_vm_area((char *)KIMAGE_VADDR + MiB), &image);
    ck_assert_ptr_null(find_vm_area((char *)KIMAGE_VADDR + 2 * MiB));
    uintptr_t low = KIMAGE_VADDR - 2 * PAGE_SIZE;
    ck_assert_ptr_eq(vmalloc_range(PAGE_SIZE, 1, low, VMALLOC_END, GFP_KERNEL, PROT_KERNEL),
                     (void *)low);
    ck_assert_ptr_eq(vmalloc_range(PAGE_SIZE, 1, low, VMALLOC_END, GFP_KERNEL, PROT_KERNEL),
                     (void *)(KIMAGE_VADDR + 2 * MiB));
}
END_TEST

START_TEST(early_areas_that_overlap_panic)
{
    fake_machine_start(RAM_SIZE, 1);
    struct vm_struct a = {.addr = (void *)VMALLOC_START, .size = 2 * PAGE_SIZE};
    struct vm_struct b = {.addr = (void *)(VMALLOC_START + PAGE_SIZE), .size = PAGE_SIZE};
    vm_area_add_early(&b);
    vm_area_add_early(&a);
}
END_TEST

START_TEST(missing_generation_is_refused)
{
    fake_machine_start(RAM_SIZE, 1);
    ck_assert_int_eq(vmalloc_init(NULL), FW_UNSUPPORTED);
}
END_TEST

START_TEST(check_finds_a_page_mapped_elsewhere)
{
    start();
    char *p = vmalloc(2 * PAGE_SIZE);
    struct page **pages = find_vm_area(p)->pages;
    struct page *first = pages[0];
    pages[0] = pages[1];
    pages[1] = first;
    vmalloc_check();
}
END_TEST

START_TEST(check_finds_a_mapped_guard)
{
    start();
    char *p = vmalloc(PAGE_SIZE);
    struct page *page = alloc_page(GFP_KERNEL);
    pgtable_map_pages((uintptr_t)p + PAGE_SIZE, &page, 1, PROT_KERNEL);
    vmalloc_check();
}
END_TEST

START_TEST(check_finds_a_lazy_area_still_mapped)
{
    start();
    char *p = vmalloc(PAGE_SIZE);
    vfree(p);
    struct page *page = alloc_page(GFP_KERNEL);
    pgtable_map_pages((uintptr_t)p, &page, 1, PROT_KERNEL);
    vmalloc_check();
}
END_TEST

static uint64_t free_before;
static bool flushed_before_free;

static void note_free_pages(const char *name, uint64_t operand)
{
    (void)name;
    (void)operand;
    flushed_before_free = pages_free_total() == free_before;
}

START_TEST(area_with_flush_reset_perms_is_flushed_before_its_pages_are_free)
{
    start();
    char *area = vmalloc(3 * PAGE_SIZE);
    ck_assert_int_eq(set_vm_flush_reset_perms(area + PAGE_SIZE), FW_UNKNOWN);
    ck_assert_int_eq(set_vm_flush_reset_perms(area), FW_OK);
    free_before = pages_free_total();
    fake_on_tlbi(note_free_pages);
    ck_assert_int_eq(vfree(area), FW_OK);
    fake_on_tlbi(NULL);
    ck_assert(flushed_before_free);
    ck_assert_uint_eq(pages_free_total(), free_before + 3);
    ck_assert_uint_eq(vmalloc_allocator()->lazy_pages(), 0);
    vmalloc_check();
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {area_is_mapped_whole_and_its_guard_is_not, 0},
        {vzalloc_is_zero_and_vmalloc_is_not_cleared, 0},
        {vfree_unmaps_keeps_addresses_and_frees_pages, 0},
        {lazy_free_executes_no_barrier_and_no_invalidation, 0},
        {local_purge_invalidates_this_core_only, 0},
        {immediate_mode_flushes_each_free_and_reuses, 0},
        {the_4097th_lazy_page_purges_with_one_full_flush, 0},
        {bad_addresses_are_reported_and_change_nothing, 0},
        {impossible_sizes_return_null, 0},
        {complaints_are_limited, 0},
        {window_and_alignment_are_kept, 0},
        {missing_addresses_are_won_back_by_a_purge, 0},
        {large_area_lists_its_pages_in_another_area, 0},
        {running_out_at_any_page_rolls_back, 0},
        {missing_page_tables_roll_back_what_was_mapped, 0},
        {protect_changes_every_page_but_not_the_guard, 0},
        {protect_flushes_what_is_lazy_first, 0},
        {instructions_are_made_visible_before_they_may_run, 0},
        {vmalloc_to_page_follows_the_mapping, 0},
        {image_is_a_busy_area, 0},
        {early_areas_that_overlap_panic, SIGABRT},
        {missing_generation_is_refused, 0},
        {area_with_flush_reset_perms_is_flushed_before_its_pages_are_free, 0},
        {check_finds_a_page_mapped_elsewhere, SIGABRT},
        {check_finds_a_mapped_guard, SIGABRT},
        {check_finds_a_lazy_area_still_mapped, SIGABRT},
    };
    return unit_run("vmalloc", tests, ARRAY_SIZE(tests));
}
