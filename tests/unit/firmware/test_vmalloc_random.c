/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmalloc and vfree 100,000 times in each generation, against a plain reference
 * that knows only the rules: the guard counts, freed addresses come back with
 * the purge that the threshold asks for, and, where the generation promises it,
 * the lowest gap is taken. `nodes` runs once more with two cores, since only
 * then it has pools. Built under sanitizers.
 */
#include "arch/linear.h"
#include "fake.h"
#include "generations.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/tlbflush.h"
#include "mm/vmalloc.h"
#include "unit.h"

#include <string.h>

#define STEPS 100000
#define RAM_SIZE (UINT64_C(128) << 20)
#define SLOTS 200
#define LAZY_STEP 8192u /* pages that may be lazy: 32 MiB for one core, twice that for two */
#define ARRAY_FITS 512u /* pages whose array kmalloc holds */
#define SPACE 65536u /* pages of the range that this test can reach */

static const struct vm_allocator *gen;
static bool lowest_fit; /* what the generation promises */
static unsigned cpus; /* 1 or 2 */

/* The reference: what each page of the range is. */
enum state { FREE, BUSY, LAZY };
static unsigned char model[SPACE];
static unsigned model_lazy;

/* Pages whose stale translation may still be in a TLB. */
static bool stale[SPACE];

struct area {
    char *addr; /* NULL: empty slot */
    unsigned pages;
    unsigned tag;
};
static struct area areas[SLOTS];

static unsigned page_of(const void *addr)
{
    return (unsigned)(((uintptr_t)addr - VMALLOC_START) / PAGE_SIZE);
}

static unsigned lowest_gap(unsigned pages)
{
    unsigned first = 0, run = 0;
    while (run < pages && first + run < SPACE) {
        if (model[first + run] == FREE) {
            run++;
        } else {
            first += run + 1;
            run = 0;
        }
    }
    ck_assert_uint_eq(run, pages);
    return first;
}

/* The area at `first` is new: these pages must have been free. */
static void model_alloc(unsigned first, unsigned pages)
{
    unsigned taken = 0;
    ck_assert_uint_le(first + pages, SPACE);
    if (lowest_fit) {
        ck_assert_uint_eq(first, lowest_gap(pages));
    }
    for (unsigned i = 0; i < pages; i++) {
        taken += model[first + i] != FREE;
    }
    ck_assert_uint_eq(taken, 0);
    memset(model + first, BUSY, pages);
}

static void model_purge(void)
{
    for (unsigned i = 0; i < SPACE; i++) {
        model[i] = model[i] == LAZY ? FREE : model[i];
    }
    model_lazy = 0;
}

static void model_free(unsigned first, unsigned pages)
{
    if (gen->free_lazy == NULL) {
        memset(model + first, FREE, pages);
        return;
    }
    memset(model + first, LAZY, pages);
    model_lazy += pages;
    if (model_lazy > cpus * LAZY_STEP) {
        model_purge();
    }
}

static unsigned array_pages(unsigned pages)
{
    return pages > ARRAY_FITS ? (pages * 8 + 4095) / 4096 : 0;
}

/* A flush: from now on the addresses may be used for something else. */
static void clear_stale(const char *name, uint64_t operand)
{
    if (strcmp(name, "vmalle1is") == 0) {
        memset(stale, 0, sizeof(stale));
    } else {
        ck_assert_str_eq(name, "vaale1is");
        stale[operand - ((VMALLOC_START >> 12) & 0xfffffffffff)] = false;
    }
}

static uint32_t *word_at(const struct area *area, unsigned page)
{
    return vmalloc_access(area->addr + page * PAGE_SIZE + 16 * (page % 200));
}

static void check_new(const struct area *area)
{
    unsigned reused = 0;
    for (unsigned i = 0; i < area->pages; i++) {
        reused += stale[page_of(area->addr) + i];
        *word_at(area, i) = area->tag * 4096 + i;
    }
    ck_assert_uint_eq(reused, 0);
    ck_assert(!pgtable_lookup((uintptr_t)area->addr + area->pages * PAGE_SIZE).mapped);
}

static void check_contents(const struct area *area)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < area->pages; i++) {
        wrong += *word_at(area, i) != area->tag * 4096 + i;
    }
    ck_assert_uint_eq(wrong, 0);
}

static void alloc_area(struct area *area, unsigned pages, unsigned tag)
{
    *area = (struct area){vmalloc(pages * PAGE_SIZE - tag % 4096), pages, tag};
    ck_assert_ptr_nonnull(area->addr);
    model_alloc(page_of(area->addr), pages + 1);
    if (array_pages(pages) != 0) {
        model_alloc(page_of(find_vm_area(area->addr)->pages), array_pages(pages) + 1);
    }
    check_new(area);
}

static void free_area(struct area *area)
{
    unsigned first = page_of(area->addr);
    struct vm_struct *vm = find_vm_area(area->addr);
    unsigned array = array_pages(area->pages);
    unsigned array_first = array == 0 ? 0 : page_of(vm->pages);
    check_contents(area);
    memset(stale + first, true, area->pages);
    memset(stale + array_first, array != 0, array);
    model_free(first, area->pages + 1);
    if (array != 0) {
        model_free(array_first, array + 1);
    }
    ck_assert_int_eq(vfree(area->addr), FW_OK);
    area->addr = NULL;
}

/* Mostly small, some that need their own array area. */
static unsigned random_pages(uint64_t *seed)
{
    uint64_t kind = unit_random(seed) % 100;
    unsigned limit = kind < 50 ? 4 : kind < 99 ? 100 : 1500;
    return 1 + (unsigned)(unit_random(seed) % limit);
}

static void step_once(uint64_t *seed, unsigned step)
{
    struct area *area = &areas[unit_random(seed) % SLOTS];
    fake_become_cpu(unit_random(seed) % cpus);
    if (area->addr != NULL) {
        free_area(area);
    } else {
        alloc_area(area, random_pages(seed), step);
    }
    if (step % 5000 == 2500) {
        purge_vmap_area_lazy();
        model_purge();
    }
    ck_assert_uint_eq(gen->lazy_pages(), model_lazy);
    if (step % 128 == 0) {
        vmalloc_check();
    }
}

/* Free pages with every core's caches empty; tables stay in use. */
static uint64_t accounted_pages(void)
{
    for (unsigned cpu = 0; cpu < cpus; cpu++) {
        fake_become_cpu(cpu);
        slab_shrink();
    }
    return pages_free_total() + pgtable_table_pages();
}

static void start(const struct vm_allocator *generation, unsigned cores)
{
    gen = generation;
    cpus = cores;
    /* A hint passes gaps by, and the pools of two nodes hold addresses back. */
    lowest_fit = gen != &vm_allocator_rbtree && cpus == 1;
    fake_machine_start(RAM_SIZE, cpus);
    ck_assert_int_eq(vmalloc_init(gen), FW_OK);
    fake_on_tlbi(clear_stale);
    for (unsigned cpu = 0; cpu < cpus; cpu++) {
        fake_become_cpu(cpu);
        vfree(vmalloc(1)); /* leaves the objects that the allocator keeps */
    }
    gen->reclaim(flush_tlb_kernel_range);
}

START_TEST(random_allocs_and_frees_match_the_reference)
{
    uint64_t seed = 20240607;
    bool second_core = _i == GENERATIONS;
    start(second_core ? &vm_allocator_nodes : generations[_i], second_core ? 2 : 1);
    uint64_t before = accounted_pages();
    for (unsigned step = 0; step < STEPS; step++) {
        step_once(&seed, step);
    }
    for (unsigned i = 0; i < SLOTS; i++) {
        if (areas[i].addr != NULL) {
            free_area(&areas[i]);
        }
    }
    gen->reclaim(flush_tlb_kernel_range);
    vmalloc_check();
    ck_assert_uint_eq(accounted_pages(), before);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {random_allocs_and_frees_match_the_reference, 0, GENERATIONS + 1},
    };
    return unit_run("vmalloc_random", tests, ARRAY_SIZE(tests));
}
