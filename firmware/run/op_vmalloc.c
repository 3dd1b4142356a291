/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops of the allocator. */
#include "run/op.h"

#include "mm/vmalloc_huge.h"
#include "run/op_alloc.h"

/* The op's words as a request. */
static __noinline struct vmalloc_request request_of(const struct core *core,
                                                    const struct program_insn *insn, uint64_t size)
{
    const bool user = insn->flags & PROGRAM_ALLOC_USER;
    return (struct vmalloc_request){
        .area =
            {
                .size = size,
                .align = insn->flags & PROGRAM_WITH_B ? core_get(core, insn->b) : 1,
                .start = VMALLOC_START,
                .end = VMALLOC_END,
                .flags = (user ? VM_USERMAP : 0) |
                         (insn->flags & PROGRAM_ALLOC_UNGUARDED ? VM_NO_GUARD : 0),
                .gfp = op_gfp(insn->flags) | (user ? __GFP_ZERO : 0),
            },
        .prot = PROT_KERNEL,
        .node = op_node(core, insn),
    };
}

void op_vmalloc(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t size = core_get(core, insn->a);
    uint64_t address;

    if (likely(insn->flags == 0)) {
        probe_op_begin(probe, insn->site);
        address = (uintptr_t)vmalloc(size);
        probe_op_end(probe, address);
    } else {
        const struct vmalloc_request request = request_of(core, insn, size);
        probe_op_begin(probe, insn->site);
        address = (uintptr_t)__vmalloc_node_range(&request);
        probe_op_end(probe, address);
    }
    core_set(core, insn->dst, address);
    core_set(core, insn->dst + 1u, address == 0 ? 0 : size);
    core_report(core, address);
}

void op_vmalloc_huge(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t size = core_get(core, insn->a);
    const struct vmalloc_request request = request_of(core, insn, size);

    probe_op_begin(probe, insn->site);
    const uint64_t address = (uintptr_t)__vmalloc_huge(&request);
    probe_op_end(probe, address);

    core_set(core, insn->dst, address);
    core_set(core, insn->dst + 1u, address == 0 ? 0 : size);
    core_report(core, address);
}

void op_vfree(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *address = (const void *)core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    const enum fw_status status = vfree(address);
    probe_op_end(probe, status);

    core_report(core, status);
}

void op_protect(struct core *core, const struct program_insn *insn)
{
    static const enum vmalloc_access access_of[] = {VMALLOC_RO, VMALLOC_RW, VMALLOC_ROX};
    volatile struct probe_page *probe = core->probe;
    const void *address = (const void *)core_get(core, insn->a);
    const enum vmalloc_access access = access_of[insn->flags];

    probe_op_begin(probe, insn->site);
    const enum fw_status status = vmalloc_protect(address, access);
    probe_op_end(probe, status);

    core_report(core, status);
}

static void purge(struct core *core, const struct program_insn *insn, void (*purge_fn)(void))
{
    volatile struct probe_page *probe = core->probe;

    probe_op_begin(probe, insn->site);
    purge_fn();
    probe_op_end(probe, 0);

    core_report(core, 0);
}

void op_purge(struct core *core, const struct program_insn *insn)
{
    purge(core, insn, purge_vmap_area_lazy);
}

void op_purge_local(struct core *core, const struct program_insn *insn)
{
    purge(core, insn, purge_vmap_area_lazy_local);
}
