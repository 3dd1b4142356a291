/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops that map what is there already: frames of an area, devices. */
#include "run/op.h"

#include "mm/buddy.h"
#include "mm/ioremap.h"
#include "mm/slab.h"
#include "mm/vm_pages.h"
#include "mm/vmap.h"
#include "run/op_area.h"

/* The frames of the area at a, once more. */
void op_vmap(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const struct op_frames frames = op_frames_of(core_get(core, insn->a));

    probe_op_begin(probe, insn->site);
    const void *area = vmap(frames.pages, frames.count, 0, PROT_KERNEL);
    op_end_area(core, insn, probe, area, (uint64_t)frames.count << PAGE_SHIFT);
}

/* An area that owns frames got elsewhere. */
static void *map_new_pages(uint64_t size)
{
    const uint64_t count = PAGE_ALIGN(size) >> PAGE_SHIFT;
    struct vm_struct frames = {.nr_pages = 0};
    const struct vm_pages_request wanted = {
        .count = (uint32_t)count,
        .gfp = GFP_KERNEL,
        .node = NUMA_NO_NODE,
    };
    void *area = NULL;
    if (count != 0 && count <= pages_managed_total() && vm_pages_alloc(&frames, &wanted) == NULL) {
        area = vmap(frames.pages, frames.nr_pages, VM_MAP_PUT_PAGES, PROT_KERNEL);
    }
    if (area == NULL) {
        vm_pages_free(&frames);
    }
    return area;
}

void op_vmap_put_pages(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t size = core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    const void *area = map_new_pages(size);
    op_end_area(core, insn, probe, area, size);
}

void op_vunmap(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *address = (const void *)core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    op_end_status(core, probe, vunmap(address));
}

/* The numbers of contiguous frames, by kmalloc(); NULL: too many for that. */
static pfn_t *frame_numbers(phys_addr_t pa, uint64_t count)
{
    pfn_t *pfns = count > KMALLOC_MAX_CACHE_SIZE / sizeof(*pfns)
                      ? NULL
                      : kmalloc(count * sizeof(*pfns), GFP_KERNEL);
    for (uint64_t i = 0; pfns != NULL && i < count; i++) {
        pfns[i] = (pa >> PAGE_SHIFT) + i;
    }
    return pfns;
}

void op_vmap_pfn(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t size = core_get(core, insn->b);
    const uint64_t count = PAGE_ALIGN(size) >> PAGE_SHIFT;
    pfn_t *pfns = frame_numbers(core_get(core, insn->a), count);

    probe_op_begin(probe, insn->site);
    const void *area = pfns == NULL ? NULL : vmap_pfn(pfns, (uint32_t)count, PROT_DEVICE);
    op_end_area(core, insn, probe, area, size);
    kfree(pfns);
}

void op_ioremap(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const phys_addr_t pa = core_get(core, insn->a);
    const uint64_t size = core_get(core, insn->b);

    probe_op_begin(probe, insn->site);
    const void *area = ioremap(pa, size);
    op_end_area(core, insn, probe, area, size);
}

void op_iounmap(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *address = (const void *)core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    op_end_status(core, probe, iounmap(address));
}
