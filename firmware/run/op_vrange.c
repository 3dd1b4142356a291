/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops on addresses of areas: what is behind them, another size, a second mapping. */
#include "run/op.h"

#include "mm/page.h"
#include "mm/vmalloc_user.h"
#include "mm/vread.h"
#include "mm/vrealloc.h"
#include "run/op_alloc.h"

void op_vrealloc(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *old = (const void *)core_get(core, insn->a);
    const uint64_t size = core_get(core, insn->b);
    const uint64_t align = insn->flags & PROGRAM_WITH_C ? core_get(core, insn->c) : 1;
    const gfp_t gfp = op_gfp(insn->flags);

    probe_op_begin(probe, insn->site);
    const void *address = vrealloc_node_align(old, size, align, gfp, NUMA_NO_NODE);
    probe_op_end(probe, (uintptr_t)address);

    op_set_area(core, insn, address, size);
}

void op_vread(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *from = (const void *)core_get(core, insn->a);
    void *to = (void *)core_get(core, insn->b);
    const uint64_t size = core_get(core, insn->c);

    probe_op_begin(probe, insn->site);
    const uint64_t count = vread(to, from, size);
    probe_op_end(probe, count);

    core_set(core, insn->dst, count);
    core_report(core, count);
}

void op_vmalloc_to_page(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *address = (const void *)core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    const struct page *page = vmalloc_to_page(address);
    const uint64_t pa = page == NULL ? 0 : page_to_phys(page);
    probe_op_end(probe, pa);

    core_set(core, insn->dst, pa);
    core_report(core, pa);
}

void op_is_vmalloc_addr(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *address = (const void *)core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    const bool inside = is_vmalloc_addr(address);
    probe_op_end(probe, inside);

    core_set(core, insn->dst, inside);
    core_report(core, inside);
}

void op_remap(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *area = (const void *)core_get(core, insn->a);
    const uint64_t size = core_get(core, insn->b), offset = core_get(core, insn->c);

    probe_op_begin(probe, insn->site);
    const void *address = remap_vmalloc_range(area, offset, size);
    probe_op_end(probe, (uintptr_t)address);

    op_set_area(core, insn, address, size);
}

void op_unmap(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *address = (const void *)core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    const enum fw_status status = unmap_vmalloc_range(address);
    probe_op_end(probe, status);

    core_report(core, status);
}
