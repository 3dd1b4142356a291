/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the ops that make areas share: where frames come from, how they end. */
#pragma once

#include "mm/vmalloc.h"
#include "run/op.h"

/* The frames of the area from vmalloc() that starts at the address, or none. */
struct op_frames {
    struct page **pages;
    uint32_t count;
};

static inline struct op_frames op_frames_of(uint64_t address)
{
    const struct vm_struct *area = find_vm_area((const void *)address);
    if (area == NULL || area->addr != (const void *)address) {
        return (struct op_frames){NULL, 0};
    }
    return (struct op_frames){area->pages, area->nr_pages};
}

/* Ends an op that made an area of `size` bytes, or none (address 0). */
static inline void op_end_area(struct core *core, const struct program_insn *insn,
                               volatile struct probe_page *probe, const void *area, uint64_t size)
{
    const uint64_t address = (uintptr_t)area;
    probe_op_end(probe, address);
    core_set(core, insn->dst, address);
    core_set(core, insn->dst + 1u, address == 0 ? 0 : size);
    core_report(core, address);
}

/* Ends an op that says how it went. */
static inline void op_end_status(struct core *core, volatile struct probe_page *probe,
                                 enum fw_status status)
{
    probe_op_end(probe, status);
    core_report(core, status);
}
