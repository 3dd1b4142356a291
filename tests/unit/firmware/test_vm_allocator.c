/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vm_allocator.h: what every generation promises, whatever it is made of. */
#include "arch/percpu.h"
#include "fake.h"
#include "generations.h"
#include "mm/layout.h"
#include "mm/vmalloc.h"
#include "unit.h"

#include <string.h>

#define START ((uintptr_t)VMALLOC_START)
#define PAGES 1000u
#define END (START + PAGES * PAGE_SIZE)
#define EARLY 500u /* the page of an early area */
#define CPUS 4u

static const struct vm_allocator *gen;
static struct vm_struct owner = {.flags = VM_ALLOC};
static struct vm_struct early = {.addr = (void *)(START + EARLY * PAGE_SIZE), .size = PAGE_SIZE};

static void start(int generation)
{
    gen = generations[generation];
    fake_machine_start(UINT64_C(16) << 20, CPUS);
    ck_assert_int_eq(gen->init(START, END, &early), FW_OK);
    gen->check();
}

static struct vmap_area *take_in(uint64_t pages, uint64_t align, unsigned first, unsigned end)
{
    const struct vmap_request request = {.size = pages * PAGE_SIZE,
                                         .align = align * PAGE_SIZE,
                                         .vstart = START + first * PAGE_SIZE,
                                         .vend = START + end * PAGE_SIZE};
    return gen->alloc(&request, &owner);
}

static struct vmap_area *take(uint64_t pages)
{
    return take_in(pages, 1, 0, PAGES);
}

static unsigned flushes;
static uintptr_t hull_start, hull_end;

static void note_flush(uintptr_t from, uintptr_t to)
{
    flushes++;
    hull_start = from;
    hull_end = to;
}

/* As vmalloc.c does it; true: a purge is due. */
static bool release(uintptr_t va)
{
    struct vmap_area *area = gen->unlink(va, VM_ALLOC);
    ck_assert_ptr_nonnull(area);
    if (gen->free_lazy != NULL) {
        return gen->free_lazy(area);
    }
    note_flush(area->va_start, area->va_end);
    gen->free_now(area);
    return false;
}

/* What each page is, as for_each tells it: f, b, l, p; a page told twice: !. */
static char map[PAGES + 1];

static void note_range(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    (void)ctx;
    for (uintptr_t at = va->va_start; at < va->va_end; at += PAGE_SIZE) {
        char *page = &map[(at - START) / PAGE_SIZE];
        *page = *page == '.' ? "fblp"[state] : '!';
    }
}

static const char *pages(void)
{
    memset(map, '.', PAGES);
    gen->check();
    gen->for_each(note_range, NULL);
    ck_assert_ptr_null(strchr(map, '.'));
    ck_assert_ptr_null(strchr(map, '!'));
    return map;
}

static unsigned count(char state)
{
    unsigned found = 0;
    for (const char *page = pages(); *page != '\0'; page++) {
        found += *page == state;
    }
    return found;
}

START_TEST(all_is_free_but_the_early_area)
{
    start(_i);
    ck_assert_uint_eq(count('f'), PAGES - 1);
    ck_assert_int_eq(pages()[EARLY], 'b');
    ck_assert_ptr_eq(gen->find(START + EARLY * PAGE_SIZE + 7)->vm, &early);
    ck_assert_ptr_null(gen->find(START + (EARLY + 1) * PAGE_SIZE));
}
END_TEST

START_TEST(first_areas_are_the_lowest)
{
    start(_i);
    ck_assert_uint_eq(take(2)->va_start, START);
    ck_assert_uint_eq(take(5)->va_start, START + 2 * PAGE_SIZE);
    ck_assert_uint_eq(take(EARLY - 6)->va_start, START + (EARLY + 1) * PAGE_SIZE);
    ck_assert_uint_eq(take(EARLY - 8)->va_start, START + 7 * PAGE_SIZE);
    ck_assert_uint_eq(count('f'), PAGES - 1 - (EARLY - 1) - (EARLY - 6));
}
END_TEST

START_TEST(alignment_and_window_are_kept)
{
    start(_i);
    take(1);
    ck_assert_uint_eq(take_in(3, 64, 0, PAGES)->va_start, START + 64 * PAGE_SIZE);
    ck_assert_uint_eq(take_in(3, 1, 700, 703)->va_start, START + 700 * PAGE_SIZE);
    ck_assert_ptr_null(take_in(1, 1, 700, 703));
    ck_assert_ptr_null(take_in(2, 1, 699, 701));
    ck_assert_ptr_null(take_in(3, 4, 797, 801));
    ck_assert_ptr_nonnull(take_in(3, 4, 797, 803));
    ck_assert_uint_eq(count('b'), 1 + 1 + 3 + 3 + 3);
}
END_TEST

START_TEST(gap_behind_the_last_area_ends_at_the_end)
{
    start(_i);
    take_in(PAGES - EARLY - 3, 1, EARLY + 1, PAGES);
    ck_assert_ptr_null(take_in(3, 1, EARLY, PAGES));
    ck_assert_ptr_null(take_in(3, 1, EARLY, PAGES + 10)); /* what is managed counts */
    ck_assert_uint_eq(take_in(2, 1, EARLY, PAGES)->va_end, END);
    pages();
}
END_TEST

START_TEST(request_that_wraps_is_refused)
{
    start(_i);
    take(1);
    struct vmap_request request = {
        .size = PAGE_SIZE, .align = UINT64_C(1) << 63, .vstart = START + 1, .vend = UINTPTR_MAX};
    ck_assert_ptr_null(gen->alloc(&request, &owner));
    request.align = PAGE_SIZE;
    request.size = -START;
    ck_assert_ptr_null(gen->alloc(&request, &owner));
    request.size = -START - PAGE_SIZE;
    ck_assert_ptr_null(gen->alloc(&request, &owner));
    request.size = -(uint64_t)PAGE_SIZE;
    ck_assert_ptr_null(gen->alloc(&request, &owner));
    ck_assert_uint_eq(count('b'), 2);
}
END_TEST

START_TEST(find_knows_every_address_and_unlink_the_first_only)
{
    start(_i);
    struct vmap_area *va = take(100);
    for (unsigned page = 0; page < 100; page++) {
        ck_assert_ptr_eq(gen->find(va->va_start + page * PAGE_SIZE + 5), va);
    }
    ck_assert_ptr_null(gen->find(va->va_end));
    ck_assert_ptr_null(gen->find(START - 1));
    ck_assert_ptr_null(gen->unlink(va->va_start + PAGE_SIZE, VM_ALLOC));
    ck_assert_ptr_null(gen->unlink(va->va_start, VM_MAP));
    ck_assert_ptr_null(gen->unlink(va->va_end, VM_ALLOC));
    ck_assert_ptr_null(gen->unlink((uintptr_t)early.addr, VM_ALLOC));
    uintptr_t start_of_area = va->va_start;
    release(start_of_area);
    ck_assert_ptr_null(gen->find(start_of_area));
    ck_assert_ptr_null(gen->unlink(start_of_area, VM_ALLOC));
    pages();
}
END_TEST

START_TEST(area_without_vm_keeps_its_flags_and_is_unlinked_as_such)
{
    start(_i);
    const struct vmap_request request = {.size = 4 * PAGE_SIZE,
                                         .align = PAGE_SIZE,
                                         .vstart = START,
                                         .vend = END,
                                         .va_flags = VMAP_RAM | VMAP_BLOCK};
    struct vmap_area *other = take(1);
    struct vmap_area *va = gen->alloc(&request, NULL);
    ck_assert_ptr_eq(gen->find(va->va_start + PAGE_SIZE), va);
    ck_assert_uint_eq(va->flags & (VMAP_RAM | VMAP_BLOCK), VMAP_RAM | VMAP_BLOCK);
    ck_assert_uint_eq(other->flags & (VMAP_RAM | VMAP_BLOCK), 0);
    ck_assert_ptr_null(gen->unlink(va->va_start, VM_ALLOC));
    ck_assert_ptr_null(gen->unlink(other->va_start, 0));
    ck_assert_ptr_eq(gen->unlink(va->va_start, 0), va);
    gen->free_now(va);
    ck_assert_uint_eq(count('b'), 2);
}
END_TEST

START_TEST(free_now_makes_free_at_once)
{
    start(_i);
    take(2);
    struct vmap_area *va = take(3);
    uintptr_t addr = va->va_start;
    ck_assert_ptr_eq(gen->unlink(addr, VM_ALLOC), va);
    gen->free_now(va);
    ck_assert_uint_eq(take(3)->va_start, addr);
    ck_assert_uint_eq(gen->lazy_pages(), 0);
}
END_TEST

START_TEST(freed_addresses_are_not_handed_out_before_their_flush)
{
    start(_i);
    uintptr_t addr[20];
    for (unsigned i = 0; i < 20; i++) {
        addr[i] = take(10)->va_start;
    }
    for (unsigned i = 0; i < 20; i += 2) {
        release(addr[i]);
    }
    uint64_t lazy = gen->lazy_pages();
    ck_assert_uint_eq(lazy, gen->free_lazy == NULL ? 0 : 100);
    ck_assert_uint_eq(count('l'), lazy);
    ck_assert_uint_eq(count('b'), 101);
    while (take(10) != NULL) {
    }
    ck_assert_uint_eq(count('l'), lazy);
    ck_assert(gen->purge(note_flush) == (lazy != 0));
    ck_assert_uint_eq(gen->lazy_pages(), 0);
    ck_assert_uint_le(hull_start, addr[0] + (lazy == 0 ? 180 * PAGE_SIZE : 0));
    ck_assert_uint_ge(hull_end, addr[18] + 10 * PAGE_SIZE);
}
END_TEST

static void must_still_be_lazy(uintptr_t from, uintptr_t to)
{
    note_flush(from, to);
    ck_assert_uint_eq(gen->lazy_pages(), 4);
    struct vmap_area *other = take(1);
    ck_assert(other->va_end <= from || other->va_start >= to);
    ck_assert(!gen->try_purge(note_flush));
}

START_TEST(addresses_are_not_free_while_the_flush_runs)
{
    start(_i);
    uintptr_t addr = take(4)->va_start;
    take(1);
    release(addr);
    if (gen->free_lazy != NULL) {
        ck_assert(gen->purge(must_still_be_lazy));
    }
    ck_assert_uint_eq(flushes, 1);
    ck_assert_uint_eq(hull_start, addr);
    ck_assert_uint_eq(hull_end, addr + 4 * PAGE_SIZE);
    ck_assert_uint_eq(take(4)->va_start, addr);
}
END_TEST

START_TEST(purge_of_nothing_flushes_nothing)
{
    start(_i);
    take(1);
    ck_assert(!gen->purge(note_flush));
    ck_assert(!gen->try_purge(note_flush));
    ck_assert(!gen->reclaim(note_flush));
    ck_assert_uint_eq(flushes, 0);
}
END_TEST

START_TEST(exhaustion_is_cured_by_reclaim)
{
    start(_i);
    uintptr_t addr = take(10)->va_start;
    while (take(1) != NULL) {
    }
    ck_assert_uint_eq(count('f'), 0);
    release(addr);
    ck_assert(gen->reclaim(note_flush) == (gen->free_lazy != NULL));
    ck_assert_uint_eq(take(10)->va_start, addr);
    ck_assert_ptr_null(take(1));
}
END_TEST

/* Random requests by random cores; every address stays accounted for, and in
 * the end the free space is the initial one. */
START_TEST(addresses_are_conserved)
{
    static uintptr_t live[40];
    uint64_t seed = 7;
    start(_i);
    for (unsigned step = 0; step < 4000; step++) {
        uintptr_t *slot = &live[unit_random(&seed) % ARRAY_SIZE(live)];
        fake_become_cpu(unit_random(&seed) % CPUS);
        if (*slot != 0) {
            release(*slot);
            *slot = 0;
        } else {
            uint64_t align = UINT64_C(1) << unit_random(&seed) % 6;
            struct vmap_area *va = take_in(1 + unit_random(&seed) % 20, align, 0, PAGES);
            *slot = va == NULL ? 0 : va->va_start;
        }
        if (step % 50 == 49) {
            step % 400 == 399 ? gen->reclaim(note_flush) : gen->purge(note_flush);
            pages();
        }
    }
    for (unsigned i = 0; i < ARRAY_SIZE(live); i++) {
        if (live[i] != 0) {
            release(live[i]);
        }
    }
    gen->reclaim(note_flush);
    ck_assert_uint_eq(count('f'), PAGES - 1);
    ck_assert_uint_eq(take(EARLY)->va_start, START);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {all_is_free_but_the_early_area, 0, GENERATIONS},
        {first_areas_are_the_lowest, 0, GENERATIONS},
        {alignment_and_window_are_kept, 0, GENERATIONS},
        {gap_behind_the_last_area_ends_at_the_end, 0, GENERATIONS},
        {request_that_wraps_is_refused, 0, GENERATIONS},
        {find_knows_every_address_and_unlink_the_first_only, 0, GENERATIONS},
        {area_without_vm_keeps_its_flags_and_is_unlinked_as_such, 0, GENERATIONS},
        {free_now_makes_free_at_once, 0, GENERATIONS},
        {freed_addresses_are_not_handed_out_before_their_flush, 0, GENERATIONS},
        {addresses_are_not_free_while_the_flush_runs, 0, GENERATIONS},
        {purge_of_nothing_flushes_nothing, 0, GENERATIONS},
        {exhaustion_is_cured_by_reclaim, 0, GENERATIONS},
        {addresses_are_conserved, 0, GENERATIONS},
    };
    return unit_run("vm_allocator", tests, ARRAY_SIZE(tests));
}
