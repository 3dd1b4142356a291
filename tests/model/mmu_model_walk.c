/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A walk by recursion (Arm ARM, "The VMSAv8-64 translation process"). */
#include "mmu_model.h"

#include <stddef.h>

#define ADDRESS_MASK 0x0000fffffffff000ULL

static bool reg_bit(uint64_t value, unsigned n)
{
    return (value >> n & 1) != 0;
}

static bool is_high(uint64_t va)
{
    return reg_bit(va, 55);
}

uint16_t model_asid(const struct mmu_model *m)
{
    uint64_t ttbr = reg_bit(m->regs.tcr_el1, 22) ? m->regs.ttbr1_el1 : m->regs.ttbr0_el1;
    bool wide = m->config.asid_bits == 16 && reg_bit(m->regs.tcr_el1, 36);

    return (uint16_t)(ttbr >> 48 & (wide ? 0xffff : 0xff));
}

/* Whether the address is one that TCR_EL1.IPS and the machine allow. */
static bool in_reach(const struct mmu_model *m, uint64_t pa)
{
    static const unsigned sizes[8] = {32, 36, 40, 42, 44, 48, 48, 48};
    unsigned ips = sizes[m->regs.tcr_el1 >> 32 & 7];

    return pa >> ips == 0 && pa >> m->config.pa_bits == 0;
}

static void fail(struct model_walk *w, enum fault_kind kind, unsigned level)
{
    w->found = false;
    w->fault = kind;
    w->fault_level = level;
}

static void take_leaf(const struct mmu_model *m, uint64_t va, uint64_t desc, unsigned level,
                      struct model_limits limits, struct model_walk *w)
{
    unsigned shift = 39 - 9 * level;
    uint64_t pa = (desc & ADDRESS_MASK) >> shift << shift;

    if (!in_reach(m, pa)) {
        fail(w, FAULT_ADDRESS_SIZE, level);
        return;
    }
    if (!reg_bit(desc, 10)) {
        fail(w, FAULT_ACCESS_FLAG, level);
        return;
    }
    w->found = true;
    w->entry = (struct model_entry){
        .va = va >> shift << shift,
        .pa = pa,
        .size = shift,
        .block = shift,
        .level = level,
        .asid = model_asid(m),
        .global = !reg_bit(desc, 11),
        .el0 = reg_bit(desc, 6) && !limits.no_el0,
        .read_only = reg_bit(desc, 7) || limits.read_only,
        .pxn = reg_bit(desc, 53) || limits.pxn,
        .uxn = reg_bit(desc, 54) || limits.uxn,
    };
}

/* Whether table descriptors limit what is below them: not with HPDn set. */
static bool limits_count(const struct mmu_model *m, uint64_t va)
{
    return !reg_bit(m->regs.tcr_el1, is_high(va) ? 42 : 41);
}

static void read_at(const struct mmu_model *m, uint64_t va, uint64_t table, unsigned level,
                    struct model_limits limits, struct model_walk *w)
{
    uint64_t at = table + (va >> (39 - 9 * level) & 511) * 8;
    uint64_t desc = 0;
    bool ok = m->read64(m->ctx, pa(at), &desc);

    if (w->reads == 0) {
        w->trace.first_level = (uint8_t)level;
    }
    w->trace.step[w->reads].pa = pa(at);
    w->trace.step[w->reads].descriptor = desc;
    w->trace.step_count = (uint8_t)++w->reads;
    if (!ok) {
        fail(w, FAULT_EXTERNAL_WALK, level);
    } else if ((desc & 1) == 0 || ((desc & 2) == 0 && (level == 0 || level == 3))) {
        fail(w, FAULT_TRANSLATION, level);
    } else if (level == 3 || (desc & 2) == 0) {
        take_leaf(m, va, desc, level, limits, w);
    } else if (!in_reach(m, desc & ADDRESS_MASK)) {
        fail(w, FAULT_ADDRESS_SIZE, level);
    } else {
        if (limits_count(m, va)) {
            limits.pxn |= reg_bit(desc, 59);
            limits.uxn |= reg_bit(desc, 60);
            limits.no_el0 |= reg_bit(desc, 61);
            limits.read_only |= reg_bit(desc, 62);
        }
        w->table[w->table_count++] = (struct model_table){.va = va,
                                                          .level = level,
                                                          .asid = model_asid(m),
                                                          .next = desc & ADDRESS_MASK,
                                                          .limits = limits};
        read_at(m, va, desc & ADDRESS_MASK, level + 1, limits, w);
    }
}

struct model_walk model_walk(const struct mmu_model *m, uint64_t va,
                             const struct model_table *known)
{
    struct model_walk w = {0};
    uint64_t ttbr = is_high(va) ? m->regs.ttbr1_el1 : m->regs.ttbr0_el1;

    if (va >> 48 != (is_high(va) ? 0xffff : 0) || reg_bit(m->regs.tcr_el1, is_high(va) ? 23 : 7)) {
        fail(&w, FAULT_TRANSLATION, 0);
    } else if (!in_reach(m, ttbr & ADDRESS_MASK)) {
        fail(&w, FAULT_ADDRESS_SIZE, 0);
    } else if (known != NULL) {
        read_at(m, va, known->next, known->level + 1, known->limits, &w);
    } else {
        read_at(m, va, ttbr & ADDRESS_MASK, 0, (struct model_limits){0}, &w);
    }
    w.trace.faulted = !w.found;
    return w;
}
