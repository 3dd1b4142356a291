/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops of the slab allocator, and of what chooses between it and vmalloc(). */
#include "run/op.h"

#include "mm/buddy.h"
#include "mm/kvmalloc.h"
#include "mm/slab.h"
#include "mm/vmalloc.h"
#include "run/op_alloc.h"

static void alloc(struct core *core, const struct program_insn *insn,
                  void *(*alloc_fn)(uint64_t size, gfp_t gfp, int node))
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t size = core_get(core, insn->a);
    const gfp_t gfp = op_gfp(insn->flags);
    const int node = op_node(core, insn);

    probe_op_begin(probe, insn->site);
    void *address = alloc_fn(size, gfp, node);
    probe_op_end(probe, (uintptr_t)address);

    op_set_area(core, insn, address, size);
}

void op_kmalloc(struct core *core, const struct program_insn *insn)
{
    alloc(core, insn, kmalloc_node);
}

void op_kvmalloc(struct core *core, const struct program_insn *insn)
{
    alloc(core, insn, kvmalloc_node);
}

/* A script may free what it likes: nothing is taken on trust. */
static enum fw_status free_any(void *address)
{
    return is_vmalloc_addr(address) ? vfree(address) : kfree_checked(address);
}

static void release(struct core *core, const struct program_insn *insn,
                    enum fw_status (*free_fn)(void *address))
{
    volatile struct probe_page *probe = core->probe;
    void *address = (void *)core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    const enum fw_status status = free_fn(address);
    probe_op_end(probe, status);

    core_report(core, status);
}

void op_kfree(struct core *core, const struct program_insn *insn)
{
    release(core, insn, kfree_checked);
}

void op_kvfree(struct core *core, const struct program_insn *insn)
{
    release(core, insn, free_any);
}

void op_slab_shrink(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;

    probe_op_begin(probe, insn->site);
    slab_shrink();
    drain_local_pages();
    probe_op_end(probe, 0);

    core_report(core, 0);
}

void op_fail_slab(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t k = core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    fail_slab_alloc((unsigned)min(k, (uint64_t)UINT32_MAX));
    probe_op_end(probe, 0);

    core_report(core, 0);
}
