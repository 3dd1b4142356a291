/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the words of an op that allocates (PROGRAM_ALLOC_*) mean to mm/. */
#pragma once

#include "mm/gfp.h"
#include "mm/node.h"
#include "run/core.h"

static inline gfp_t op_gfp(unsigned flags)
{
    return (flags & PROGRAM_ALLOC_ATOMIC ? GFP_ATOMIC : GFP_KERNEL) |
           (flags & PROGRAM_ALLOC_ZEROED ? __GFP_ZERO : 0) |
           (flags & PROGRAM_ALLOC_NOFAIL ? __GFP_NOFAIL : 0) |
           (flags & PROGRAM_ALLOC_LOW ? __GFP_DMA32 : 0);
}

/* After the op's end: an address, with the bytes that are there. */
static inline void op_set_area(struct core *core, const struct program_insn *insn,
                               const void *address, uint64_t size)
{
    core_set(core, insn->dst, (uintptr_t)address);
    core_set(core, insn->dst + 1u, address == NULL ? 0 : size);
    core_report(core, (uintptr_t)address);
}

/* The node in slot c; one that there is not ends the run. */
static inline int op_node(const struct core *core, const struct program_insn *insn)
{
    if ((insn->flags & PROGRAM_WITH_C) == 0) {
        return NUMA_NO_NODE;
    }
    const uint64_t node = core_get(core, insn->c);
    if (node >= nr_online_nodes) {
        core_stop(core, "there is no such memory node");
    }
    return (int)node;
}
