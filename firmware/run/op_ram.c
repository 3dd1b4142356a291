/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops of mappings for a short while. */
#include "run/op.h"

#include "mm/vm_map_ram.h"
#include "run/op_area.h"

static uint64_t pages_of(uint64_t size)
{
    return PAGE_ALIGN(size) >> PAGE_SHIFT;
}

/* The first b bytes of the area at a, or nothing when it is smaller. */
void op_vm_map_ram(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const struct op_frames frames = op_frames_of(core_get(core, insn->a));
    const uint64_t size = core_get(core, insn->b);
    const uint64_t count = pages_of(size);
    const uint32_t mapped = count <= frames.count ? (uint32_t)count : 0;

    probe_op_begin(probe, insn->site);
    const void *area = vm_map_ram(frames.pages, mapped, PROT_KERNEL);
    op_end_area(core, insn, probe, area, size);
}

void op_vm_unmap_ram(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *address = (const void *)core_get(core, insn->a);
    const uint64_t count = pages_of(core_get(core, insn->b));

    probe_op_begin(probe, insn->site);
    op_end_status(core, probe, vm_unmap_ram(address, (uint32_t)min(count, UINT64_C(0xffffffff))));
}

void op_vm_unmap_aliases(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;

    probe_op_begin(probe, insn->site);
    vm_unmap_aliases();
    op_end_status(core, probe, FW_OK);
}
