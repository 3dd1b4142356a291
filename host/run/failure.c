/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explaining a run that ended badly; see failure.h. */
#include "failure.h"

#include "exit_code.h"
#include "probe.h"
#include "workload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct ending {
    enum exit_code code;
    const char *reason; /* NULL: nothing to say */
};

static struct ending guest_exit(uint32_t code)
{
    switch (code) {
    case PROBE_EXIT_OK:
        return (struct ending){EXIT_CODE_OK, NULL};
    case PROBE_EXIT_PROGRAM:
        return (struct ending){EXIT_CODE_GUEST, "the guest refused its op program"};
    case PROBE_EXIT_PANIC:
        return (struct ending){EXIT_CODE_GUEST, "the guest panicked"};
    default:
        return (struct ending){EXIT_CODE_GUEST, "the guest reported a failure"};
    }
}

static struct ending judge(const struct machine *machine)
{
    switch (machine->end) {
    case MACHINE_EXIT:
        return guest_exit(machine->exit_code);
    case MACHINE_POWER_OFF:
        return (struct ending){EXIT_CODE_OK, NULL};
    case MACHINE_WATCHDOG:
        return (struct ending){EXIT_CODE_GUEST, "watchdog: no op ended for 2000000000 cycles"};
    case MACHINE_IDLE:
        return (struct ending){EXIT_CODE_GUEST,
                               "every core sleeps or is off, and nothing can wake one"};
    case MACHINE_MAX_CYCLES:
        return (struct ending){EXIT_CODE_GUEST, "the limit of --max-cycles was reached"};
    case MACHINE_INTERRUPTED:
        return (struct ending){EXIT_CODE_GUEST, "interrupted"};
    case MACHINE_LOST:
        return (struct ending){EXIT_CODE_GUEST,
                               "exceptions without end: the guest's vectors cannot be executed"};
    case MACHINE_ENGINE_ERROR:
    case MACHINE_RUNNING:
        break;
    }
    return (struct ending){EXIT_CODE_TOOL, "the instruction engine failed"};
}

/* A program that must end by its own mark has not done so when it switches power off. */
static bool is_early_power_off(const struct machine *machine, const struct run_result *result)
{
    return machine->end == MACHINE_POWER_OFF && result->workload != NULL;
}

/* What the command line or the script asks of this firmware is not in it; only firmware can say so.
 */
static bool is_lacking(const struct machine *machine, const struct run_result *result)
{
    return machine->end == MACHINE_EXIT && machine->exit_code == PROBE_EXIT_LACKING &&
           result->workload != NULL;
}

/* Allocated; NULL: out of memory. */
static char *tell(const char *reason, const struct core *core, const struct image *image,
                  const struct workload_site *site)
{
    char place[256], *text;
    int size;

    image_describe(image, engine_pc(core->engine), place, sizeof(place));
    if (site == NULL) {
        size = asprintf(&text, "%s (core %u at %s)", reason, core->id, place);
    } else {
        size = asprintf(&text, "line %u: %s: %s (core %u at %s)", site->line, site->text, reason,
                        core->id, place);
    }
    return size < 0 ? NULL : text;
}

int failure_judge(const struct machine *machine, const struct image *image,
                  const struct workload_site *site, struct run_result *result)
{
    struct ending ending = judge(machine);

    if (is_early_power_off(machine, result)) {
        ending =
            (struct ending){EXIT_CODE_GUEST, "the guest switched off before its program ended"};
    }
    if (is_lacking(machine, result)) {
        ending = (struct ending){EXIT_CODE_INPUT, "the firmware has no such allocator"};
    }
    result->exit = ending.code;
    if (ending.reason == NULL) {
        return 0;
    }
    result->exit_reason = tell(ending.reason, &machine->core[machine->end_core], image, site);
    return result->exit_reason == NULL ? -ENOMEM : 0;
}

static const char *state_name(enum sched_state state)
{
    static const char *const names[] = {
        [SCHED_OFF] = "off",
        [SCHED_READY] = "running",
        [SCHED_WFE] = "in WFE",
        [SCHED_WFI] = "in WFI",
    };

    return names[state];
}

static void print_registers(struct core *core)
{
    struct engine *engine = core->engine;

    for (unsigned i = 0; i < 31; i++) {
        fprintf(stderr, "%s%3s%u %016llx", i % 4 == 0 ? "   " : " ", i < 10 ? " x" : "x", i,
                (unsigned long long)engine_x(engine, i));
        if (i % 4 == 3) {
            fputc('\n', stderr);
        }
    }
    fprintf(stderr, "   sp %016llx\n", (unsigned long long)engine_sp(engine));
    fprintf(stderr, "    pstate %08x  esr %08llx  far %016llx  elr %016llx\n",
            engine_pstate(engine),
            (unsigned long long)engine_sysreg_read(engine, ENGINE_REG(3, 0, 5, 2, 0)),
            (unsigned long long)engine_sysreg_read(engine, ENGINE_REG(3, 0, 6, 0, 0)),
            (unsigned long long)engine_sysreg_read(engine, ENGINE_REG(3, 0, 4, 0, 1)));
}

/* The lock that the core waits for, by its own marks, or NULL. */
static const char *wanted_lock(const struct core *core)
{
    static const char *const names[] = {
#define LOCK(NAME, text, what) text,
#include "guest_locks.def"
#undef LOCK
    };
    const struct core_span *span = &core->span;

    return span->lock_waits && span->lock_wanted < LOCK_COUNT ? names[span->lock_wanted] : NULL;
}

/*
 * What the core waits for. A release is not marked; but a lock that is waited
 * for is still with who took it last, unless there are several of its name.
 */
static void print_waiting(const struct machine *machine, const struct core *core)
{
    const char *lock = wanted_lock(core);

    if (core->span.round_targets != 0) {
        fprintf(stderr, ", waits for acknowledgements: %u", core->span.round_targets);
    }
    if (lock != NULL) {
        uint16_t taker = machine->lock_taker[core->span.lock_wanted];

        fprintf(stderr, ", waits for lock %s", lock);
        if (taker != 0 && taker - 1u != core->id) {
            fprintf(stderr, ", last taken by core %u", taker - 1);
        }
    }
}

void failure_print(struct machine *machine, const struct image *image)
{
    char place[256];

    if (machine->end == MACHINE_EXIT &&
        (machine->exit_code == PROBE_EXIT_PROGRAM || machine->exit_code == PROBE_EXIT_LACKING)) {
        return;
    }

    for (unsigned i = 0; i < machine->core_count; i++) {
        struct core *core = &machine->core[i];
        uint64_t pc = engine_pc(core->engine);

        image_describe(image, pc, place, sizeof(place));
        fprintf(stderr, "  core %u %s at cycle %llu, pc %016llx %s", i,
                state_name((enum sched_state)machine->sched.core[i].state),
                (unsigned long long)*core->clock, (unsigned long long)pc, place);
        print_waiting(machine, core);
        fputc('\n', stderr);
    }
    print_registers(&machine->core[machine->end_core]);
}
