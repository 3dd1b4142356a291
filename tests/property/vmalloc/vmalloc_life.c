/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firmware and the model, step by step. */
#include "vmalloc_life.h"

#include "arch/linear.h"
#include "fake.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/tlbflush.h"
#include "mm/vmalloc.h"

#include <stdio.h>
#include <string.h>

#define RAM_SIZE (UINT64_C(16) << 20)
#define CHECK_EVERY 4096 /* steps */
#define IMAGE_SIZE (UINT64_C(2) << 20)

struct area {
    char *addr; /* NULL: the slot is empty */
    char *last; /* what it held last */
    uint64_t size; /* as asked for */
    unsigned pages;
    uint64_t tag;
};

/* Invalidations since the last step, in pages of the vmalloc range. */
struct seen {
    uint64_t pages; /* invalidated one by one */
    uint64_t lowest, highest;
    unsigned everything;
};

static const struct vm_allocator *const generations[] = {
    [MODEL_VMLIST] = &vm_allocator_vmlist,
    [MODEL_RBTREE] = &vm_allocator_rbtree,
    [MODEL_AUGMENTED] = &vm_allocator_augmented,
    [MODEL_NODES] = &vm_allocator_nodes,
};

static struct vmalloc_model model;
static struct area areas[VMALLOC_STEP_SLOTS];
static struct seen seen;
static struct vmalloc_outcome *outcome;
static unsigned cpus;
static uintptr_t highest; /* address given out */

#define DIFFERS(...) snprintf(outcome->text, sizeof(outcome->text), __VA_ARGS__)

static void on_tlbi(const char *name, uint64_t operand)
{
    if (strcmp(name, "vmalle1is") == 0) {
        seen.everything++;
        return;
    }
    uint64_t page = operand - ((VMALLOC_START >> 12) & 0xfffffffffff);

    seen.lowest = seen.pages == 0 || page < seen.lowest ? page : seen.lowest;
    seen.highest = seen.pages == 0 || page > seen.highest ? page : seen.highest;
    seen.pages++;
}

/* One flush of what the model says, and no other. */
static void compare_flush(void)
{
    uint64_t first = (model.flush_start - VMALLOC_START) / PAGE_SIZE;
    uint64_t pages = (model.flush_end - model.flush_start) / PAGE_SIZE;
    bool whole = pages >= TLBFLUSH_MAX_PAGES;
    bool right = seen.everything == whole && seen.pages == (whole ? 0 : pages) &&
                 (seen.pages == 0 || (seen.lowest == first && seen.highest - first == pages - 1));

    if (!right) {
        DIFFERS("flush: %llu pages one by one and all %u times; expected: %llu pages from %#llx",
                (unsigned long long)seen.pages, seen.everything, (unsigned long long)pages,
                (unsigned long long)model.flush_start);
    }
    outcome->purges += pages != 0 && model.generation != MODEL_VMLIST;
    seen = (struct seen){0};
}

/* A byte of each page, within what was asked for. */
static uint8_t *byte_at(const struct area *area, unsigned page)
{
    uint64_t start = page * PAGE_SIZE;
    uint64_t room = area->size - start < PAGE_SIZE ? area->size - start : PAGE_SIZE;

    return vmalloc_access(area->addr + start + (page * 41 + area->tag) % room);
}

static void fill(const struct area *area)
{
    for (unsigned i = 0; i < area->pages; i++) {
        *byte_at(area, i) = (uint8_t)(area->tag + i);
    }
    if (pgtable_lookup((uintptr_t)area->addr + area->pages * PAGE_SIZE).mapped) {
        DIFFERS("the guard page of %p is mapped", (void *)area->addr);
    }
}

static void compare_contents(const struct area *area)
{
    for (unsigned i = 0; i < area->pages; i++) {
        if (*byte_at(area, i) != (uint8_t)(area->tag + i)) {
            DIFFERS("page %u of %p has other contents", i, (void *)area->addr);
        }
    }
}

static void alloc_slot(const struct vmalloc_step *step, struct area *area)
{
    uint64_t start, end, expected;
    struct vmalloc_model_request request = {
        .size = PAGE_ALIGN((uint64_t)step->size),
        .align = UINT64_C(1) << step->align_shift,
        .cpu = step->cpu % cpus,
    };

    vmalloc_step_window(step, &start, &end);
    request.vstart = start;
    request.vend = end;
    area->addr = vmalloc_range(step->size, request.align, start, end, GFP_KERNEL, PROT_KERNEL);
    area->pages = (unsigned)(request.size / PAGE_SIZE);
    area->size = step->size;
    area->tag = outcome->steps * 7;
    const char *wrong = vmalloc_model_alloc(&model, &request, (uintptr_t)area->addr, &expected);

    if (wrong != NULL) {
        DIFFERS("%s: %p; expected: %#llx", wrong, (void *)area->addr, (unsigned long long)expected);
        return;
    }
    outcome->areas += area->addr != NULL;
    outcome->reused += area->addr != NULL && (uintptr_t)area->addr < highest;
    highest = (uintptr_t)area->addr > highest ? (uintptr_t)area->addr : highest;
    outcome->refused += area->addr == NULL;
    if (area->addr != NULL) {
        fill(area);
    }
}

static void free_slot(struct area *area)
{
    compare_contents(area);
    if (vfree(area->addr) != FW_OK || !vmalloc_model_free(&model, (uintptr_t)area->addr)) {
        DIFFERS("vfree(%p) is refused", (void *)area->addr);
    }
    area->last = area->addr;
    area->addr = NULL;
}

/* What must be refused, and must change nothing. */
static void misuse(const void *addr, enum fw_status expected)
{
    enum fw_status status = vfree(addr);

    model.flush_start = model.flush_end = 0;
    if (status != expected) {
        DIFFERS("vfree(%p): %s; expected: %s", addr, fw_status_text(status),
                fw_status_text(expected));
    }
}

static void free_again(const struct area *area)
{
    const void *addr = area->addr == NULL ? area->last : NULL;
    const struct vmalloc_model_range *live = vmalloc_model_find(&model, (uintptr_t)addr);

    if (addr != NULL && (live == NULL || live->start != (uintptr_t)addr)) {
        misuse(addr, FW_UNKNOWN);
    }
}

static void step_slot(const struct vmalloc_step *step, struct area *area)
{
    if (area->addr != NULL) {
        free_slot(area);
    } else {
        alloc_slot(step, area);
    }
}

static void do_step(const struct vmalloc_step *step)
{
    struct area *area = &areas[step->slot];

    model.flush_start = model.flush_end = 0;
    switch (step->kind) {
    case VMALLOC_STEP_SLOT:
        step_slot(step, area);
        break;
    case VMALLOC_STEP_PURGE:
        purge_vmap_area_lazy();
        vmalloc_model_purge(&model);
        break;
    case VMALLOC_STEP_FREE_AGAIN:
        free_again(area);
        break;
    case VMALLOC_STEP_FREE_INSIDE:
        if (area->addr != NULL) {
            misuse(area->addr + PAGE_SIZE, FW_UNKNOWN);
        }
        break;
    case VMALLOC_STEP_FREE_ODD:
        if (area->addr != NULL) {
            misuse(area->addr + 1, FW_MISALIGNED);
        }
        break;
    }
}

static void compare_state(const struct vmalloc_step *step)
{
    const struct area *area = &areas[step->slot];

    if (vmalloc_allocator()->lazy_pages() != model.lazy_pages) {
        DIFFERS("%llu lazy pages; expected: %llu",
                (unsigned long long)vmalloc_allocator()->lazy_pages(),
                (unsigned long long)model.lazy_pages);
    }
    if (area->addr != NULL && find_vm_area(area->addr + area->pages * PAGE_SIZE - 1) == NULL) {
        DIFFERS("the last byte of %p is in no area", (void *)area->addr);
    }
}

/* What is in use, with the caches of the cores empty. */
struct stock {
    uint64_t pages; /* neither free nor a page table nor the slabs' */
    uint64_t objects; /* of slabs */
};

static struct stock take_stock(void)
{
    struct stock stock = {0};
    uint64_t slab_pages = 0;

    for (unsigned cpu = 0; cpu < cpus; cpu++) {
        fake_become_cpu(cpu);
        slab_shrink();
    }
    for (uint64_t i = 0; i < mem_map_count; i++) {
        bool slab = page_type(&mem_map[i]) == PAGE_SLAB;

        slab_pages += slab;
        stock.objects += slab ? mem_map[i].slab_inuse : 0;
    }
    stock.pages = pages_managed_total() - pages_free_total() - pgtable_table_pages() - slab_pages;
    return stock;
}

static void boot(const struct vmalloc_life *life)
{
    static struct vm_struct image = {
        .addr = (void *)KIMAGE_VADDR, .size = IMAGE_SIZE, .flags = VM_MAP};

    cpus = life->cpus;
    vmalloc_model_init(&model, life->generation, cpus, VMALLOC_START, VMALLOC_END);
    vmalloc_model_reserve(&model, KIMAGE_VADDR, KIMAGE_VADDR + IMAGE_SIZE);
    fake_machine_start(RAM_SIZE, cpus);
    vm_area_add_early(&image);
    if (vmalloc_init(generations[life->generation]) != FW_OK) {
        DIFFERS("vmalloc_init() failed");
    }
}

/* Once in and out on each core: what the allocator keeps from then on is no leak. */
static void warm_up(void)
{
    for (unsigned cpu = 0; cpu < cpus && outcome->text[0] == '\0'; cpu++) {
        const struct vmalloc_step step = {.cpu = cpu, .size = 1, .align_shift = PAGE_SHIFT};

        fake_become_cpu(cpu);
        alloc_slot(&step, &areas[0]);
        free_slot(&areas[0]);
    }
    vmalloc_allocator()->reclaim(flush_tlb_kernel_range);
    vmalloc_model_reclaim(&model);
    areas[0] = (struct area){NULL};
}

/* Everything is given back, and nothing is missing. */
static void end(const struct stock *before)
{
    for (unsigned i = 0; i < VMALLOC_STEP_SLOTS && outcome->text[0] == '\0'; i++) {
        if (areas[i].addr != NULL) {
            free_slot(&areas[i]);
        }
    }
    for (unsigned cpu = 0; cpu < cpus; cpu++) {
        fake_become_cpu(cpu);
        vfree(vmalloc(1)); /* leaves what the core keeps at hand */
    }
    vmalloc_allocator()->reclaim(flush_tlb_kernel_range);
    vmalloc_check();
    struct stock after = take_stock();

    if (outcome->text[0] == '\0' &&
        (after.pages != before->pages || after.objects != before->objects)) {
        DIFFERS("in use at the end: %llu pages, %llu objects; in the beginning: %llu, %llu",
                (unsigned long long)after.pages, (unsigned long long)after.objects,
                (unsigned long long)before->pages, (unsigned long long)before->objects);
    }
}

void vmalloc_life_run(const struct vmalloc_life *life, const struct vmalloc_step *steps,
                      size_t count, struct vmalloc_outcome *ret)
{
    outcome = ret;
    *outcome = (struct vmalloc_outcome){0};
    boot(life);
    warm_up();
    model.fault = life->fault;
    struct stock before = take_stock();

    if (life->loses_page) {
        alloc_page(GFP_KERNEL);
    }
    fake_on_tlbi(on_tlbi);
    while (outcome->steps < count && outcome->text[0] == '\0') {
        const struct vmalloc_step *step = &steps[outcome->steps++];

        fake_become_cpu(step->cpu % cpus);
        do_step(step);
        if (outcome->text[0] == '\0') {
            compare_flush();
            compare_state(step);
        }
        if (outcome->steps % CHECK_EVERY == 0) {
            vmalloc_check();
        }
    }
    fake_on_tlbi(NULL);
    if (outcome->text[0] == '\0') {
        end(&before);
    }
}
