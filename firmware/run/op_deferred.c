/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops that say when something is freed: after a grace period, between ops, after a flush. */
#include "run/op.h"

#include "mm/kvfree_rcu.h"
#include "mm/softirq.h"
#include "mm/vfree_atomic.h"
#include "run/op_area.h"

void op_vfree_atomic(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *address = (const void *)core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    op_end_status(core, probe, vfree_atomic(address));
}

/* What Linux's test of this has in its areas. */
struct rcu_object {
    uint64_t field;
    struct rcu_head rcu;
};

void op_kvfree_rcu(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    struct rcu_object *object = (struct rcu_object *)core_get(core, insn->a);
    const bool known = op_frames_of((uintptr_t)object).count != 0;

    probe_op_begin(probe, insn->site);
    if (known) {
        kvfree_rcu(object, rcu);
    }
    op_end_status(core, probe, known ? FW_OK : FW_UNKNOWN);
}

void op_kvfree_rcu_mightsleep(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t address = core_get(core, insn->a);
    const bool known = op_frames_of(address).count != 0;

    probe_op_begin(probe, insn->site);
    if (known) {
        kvfree_rcu_mightsleep((const void *)address);
    }
    op_end_status(core, probe, known ? FW_OK : FW_UNKNOWN);
}

void op_synchronize_rcu(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;

    probe_op_begin(probe, insn->site);
    synchronize_rcu();
    op_end_status(core, probe, FW_OK);
}

void op_drain(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;

    probe_op_begin(probe, insn->site);
    drain_deferred();
    op_end_status(core, probe, FW_OK);
}

void op_set_vm_flush_reset_perms(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const void *address = (const void *)core_get(core, insn->a);

    probe_op_begin(probe, insn->site);
    op_end_status(core, probe, set_vm_flush_reset_perms(address));
}
