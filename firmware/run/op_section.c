/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sections of a program in which a core is alone, or deaf to interrupts; and time to spend there.
 */
#include "run/op.h"

#include "arch/irq.h"
#include "arch/spinlock.h"
#include "mm/bootmem.h"
#include "mm/rcu.h"

static struct spinlock *locks;

bool op_section_prepare(uint32_t lock_count)
{
    if (lock_count == 0) {
        return true;
    }
    locks = bootmem_alloc(lock_count * sizeof(*locks), sizeof(*locks));
    for (uint32_t i = 0; locks != NULL && i < lock_count; i++) {
        spin_lock_init(&locks[i], LOCK_PROGRAM);
    }
    return locks != NULL;
}

void op_lock(struct core *core, const struct program_insn *insn)
{
    (void)core;
    rcu_idle_enter(); /* its holder may wait for a grace period */
    spin_lock(&locks[insn->imm]);
    rcu_idle_exit();
}

void op_unlock(struct core *core, const struct program_insn *insn)
{
    (void)core;
    spin_unlock(&locks[insn->imm]);
}

void op_mask(struct core *core, const struct program_insn *insn)
{
    (void)core, (void)insn;
    irqs_mask();
}

void op_unmask(struct core *core, const struct program_insn *insn)
{
    (void)core, (void)insn;
    irqs_unmask();
}

void op_spin(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    uint64_t rounds = core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    if (rounds != 0) {
        __asm__ volatile("1: subs %0, %0, #1\n"
                         "   b.ne 1b\n"
                         : "+r"(rounds)
                         :
                         : "cc");
    }
    probe_op_end(probe, 0);

    core_report(core, 0);
}
