/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fetch, dispatch, and the end of it all. */
#include "run/interpret.h"

#include "arch/barrier.h"
#include "arch/irq.h"
#include "arch/panic.h"
#include "arch/percpu.h"
#include "dev/console.h"
#include "dev/power.h"
#include "mm/bootmem.h"
#include "mm/rcu.h"
#include "mm/softirq.h"
#include "mm/workqueue.h"
#include "mm/vm_caller.h"
#include "run/final_report.h"
#include "run/op.h"

static const core_handler_fn handlers[PROGRAM_OP_COUNT] = {
#define PROGRAM_OP(NAME, text, ...) [PROGRAM_OP_##NAME] = op_##text,
#include "abi/program.def"
#undef PROGRAM_OP
};

static const struct program *program;
static uint64_t *shared_slots;
static DEFINE_PER_CPU(struct core, this_core);
static uint32_t cores_running;

static void where(void)
{
    const struct core *core = this_cpu_ptr(&this_core);
    if (core->insn != NULL) {
        core_print_where(core);
    }
}

/* The site of the op at hand, as one that is never 0. */
uint32_t vm_caller(void)
{
    const struct core *core = this_cpu_ptr(&this_core);
    return core->insn == NULL ? VM_CALLER_NONE : core->insn->site + 1;
}

static void refuse(const char *what)
{
    console_print("cannot run the op program: %s\n", what);
    power_exit(POWER_EXIT_PROGRAM);
}

static uint64_t *alloc_slots(uint32_t count)
{
    uint64_t *slots = count == 0 ? NULL : bootmem_alloc(count * sizeof(*slots), 64);
    if (count != 0 && slots == NULL) {
        refuse("no memory for its slots");
    }
    return slots;
}

static void prepare_core(unsigned cpu)
{
    const struct program_header *header = program->header;
    *per_cpu_ptr(&this_core, cpu) = (struct core){
        .program = program,
        .probe = probe_page(),
        .own = alloc_slots(header->own_slots),
        .shared = shared_slots,
        .next = &program->insns[program->streams[cpu].entry],
        .random = header->seed + (cpu + 1) * PROGRAM_SEED_STEP,
        .cpu = cpu,
        .reports = core_wants_results(),
    };
    if (!op_array_prepare(per_cpu_ptr(&this_core, cpu), per_cpu_ptr(&this_core, 0))) {
        refuse("no memory for its arrays");
    }
}

void interpret_prepare(const struct program *checked)
{
    program = checked;
    cores_running = program->header->stream_count;
    if (cores_running > nr_cpu_ids) {
        refuse("it has streams for more cores than there are");
    }
    if (!op_flow_prepare(program->header->barrier_count)) {
        refuse("no memory for its barriers");
    }
    if (!op_section_prepare(program->header->lock_count)) {
        refuse("no memory for its locks");
    }
    shared_slots = alloc_slots(program->header->shared_slots);
    for (unsigned cpu = 0; cpu < cores_running; cpu++) {
        prepare_core(cpu);
    }
    panic_set_where(where);
}

static void run_stream(struct core *core)
{
    while (core->next != NULL) {
        core->insn = core->next++;
        handlers[core->insn->op](core, core->insn);
        if (unlikely(local_softirq_pending())) {
            do_softirq();
        }
    }
    core->insn = NULL;
}

/* Between joining and leaving this core counts: others wait for the end of its ops. */
static void work_on_stream(void)
{
    workqueue_join();
    rcu_idle_exit();
    run_stream(this_cpu_ptr(&this_core));
    drain_deferred();
    workqueue_leave();
    drain_deferred();
    rcu_idle_enter();
}

static void end_run(void)
{
    final_report(program);
    if (!probe_present()) {
        console_print("program done\n");
    }
    power_exit(POWER_EXIT_OK);
}

/* The boot core also ends a run that has no stream at all. */
void interpret_run(unsigned cpu)
{
    const uint32_t stream_count = program->header->stream_count;
    irqs_unmask(); /* for good: a core that waits or is through still serves others */
    if (stream_count == 0 && cpu == 0) {
        end_run();
    }
    if (cpu < stream_count) {
        work_on_stream();
        if (__atomic_sub_fetch(&cores_running, 1, __ATOMIC_ACQ_REL) == 0) {
            end_run();
        }
    }
    for (;;) {
        wfi();
    }
}
