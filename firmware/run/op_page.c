/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ops of the page allocator. Pages go by their addresses in the linear map. A
 * script may give anything back: what is no block of that order is refused.
 */
#include "run/op.h"

#include "lib/status.h"
#include "mm/buddy.h"
#include "mm/kvmalloc.h"
#include "mm/vm_report.h"
#include "run/op_alloc.h"

void op_alloc_pages(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const unsigned order = (unsigned)min(core_get(core, insn->a), (uint64_t)MAX_ORDER + 1);
    const gfp_t gfp = op_gfp(insn->flags);
    const int node = op_node(core, insn);

    probe_op_begin(probe, insn->site);
    const struct page *page = alloc_pages_node(node, gfp, order);
    const void *address = page == NULL ? NULL : page_address(page);
    probe_op_end(probe, (uintptr_t)address);

    op_set_area(core, insn, address, PAGE_SIZE << order);
}

/* The block at the address, held by somebody; NULL: there is none, which is said. */
static struct page *block_at(unsigned op, uint64_t address, uint64_t order)
{
    const pfn_t pfn = phys_to_pfn(__pa((const void *)address));
    if (order <= MAX_ORDER && IS_ALIGNED(address, PAGE_SIZE << order) && pfn_valid(pfn)) {
        struct page *page = pfn_to_page(pfn);
        if (page_type(page) == PAGE_ALLOCATED && page->order == order) {
            return page;
        }
    }
    vm_report_address(program_op_text(op), (const void *)address, FW_UNKNOWN);
    return NULL;
}

static void with_block(struct core *core, const struct program_insn *insn,
                       void (*fn)(struct page *page, unsigned order))
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t address = core_get(core, insn->a), order = core_get(core, insn->b);

    probe_op_begin(probe, insn->site);
    struct page *page = block_at(insn->op, address, order);
    if (page != NULL) {
        fn(page, (unsigned)order);
    }
    const enum fw_status status = page == NULL ? FW_UNKNOWN : FW_OK;
    probe_op_end(probe, status);

    core_report(core, status);
}

void op_free_pages(struct core *core, const struct program_insn *insn)
{
    with_block(core, insn, free_pages);
}

void op_split_page(struct core *core, const struct program_insn *insn)
{
    with_block(core, insn, split_page);
}

/* Turns struct pages into addresses, in place. */
static void to_addresses(struct page **pages, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        pages[i] = page_address(pages[i]);
    }
}

/* The array that the script gets; *ret_count says how many pages there are. */
static void *alloc_bulk(uint64_t count, gfp_t gfp, int node, uint64_t *ret_count)
{
    struct page **pages = NULL;
    if (count <= pages_managed_total()) {
        pages = kvmalloc_node(count * sizeof(*pages), GFP_KERNEL, node);
    }
    if (pages != NULL) {
        *ret_count = alloc_pages_bulk(node, gfp, (unsigned)count, pages);
        to_addresses(pages, (unsigned)*ret_count);
    }
    return pages;
}

void op_alloc_pages_bulk(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t count = core_get(core, insn->a);
    const gfp_t gfp = op_gfp(insn->flags);
    const int node = op_node(core, insn);
    uint64_t got = 0;

    probe_op_begin(probe, insn->site);
    const void *array = alloc_bulk(count, gfp, node, &got);
    probe_op_end(probe, (uintptr_t)array);

    op_set_area(core, insn, array, got * sizeof(uint64_t));
}

/* Each page is looked at before it is freed: the first that is none ends it. */
static enum fw_status free_bulk(const uint64_t *array, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        struct page *page = block_at(PROGRAM_OP_FREE_PAGES_BULK, array[i], 0);
        if (page == NULL) {
            return FW_UNKNOWN;
        }
        free_pages_bulk(1, &page);
    }
    kvfree(array);
    return FW_OK;
}

void op_free_pages_bulk(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t *array = (const uint64_t *)core_get(core, insn->a);
    const uint64_t size = core_get(core, insn->b);

    probe_op_begin(probe, insn->site);
    const enum fw_status status = free_bulk(array, size / sizeof(*array));
    probe_op_end(probe, status);

    core_report(core, status);
}

void op_free_page_count(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;

    probe_op_begin(probe, insn->site);
    const uint64_t count = pages_free_total();
    probe_op_end(probe, count);

    core_set(core, insn->dst, count);
    core_report(core, count);
}

void op_fail_page(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t k = core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    fail_page_alloc((unsigned)min(k, (uint64_t)UINT32_MAX));
    probe_op_end(probe, 0);

    core_report(core, 0);
}
