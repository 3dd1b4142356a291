/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Round robin over the cores that are awake; see ref_machine.h. */
#include "ref_machine.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "ref_engine.h"
#include "ref_image.h"

#define RAM_SIZE (128ULL << 20)
#define SLICE 16 /* instructions; far fewer than a guest's worker waits for the others */

#define PSCI_CPU_ON 0x84000003u
#define PSCI_CPU_ON_64 0xc4000003u

enum state { OFF, AWAKE, ASLEEP };

struct machine;

struct cpu {
    struct machine *machine;
    struct ref_engine engine;
    enum state state;
    bool event; /* the event register of WFE */
    uint64_t pc;
};

struct machine {
    uint8_t *ram;
    unsigned count;
    bool exited;
    struct cpu cpu[REF_CORES_MAX];
};

static bool read_ram(void *ctx, uint64_t pa, uint64_t *ret_value)
{
    const uint8_t *ram = ctx;

    if (pa < REF_RAM_BASE || pa - REF_RAM_BASE > RAM_SIZE - sizeof(*ret_value)) {
        return false;
    }
    memcpy(ret_value, ram + (pa - REF_RAM_BASE), sizeof(*ret_value));
    return true;
}

/* WFE: an event that came before keeps the core awake. */
static void wait_event(struct cpu *cpu)
{
    if (!cpu->event) {
        cpu->state = ASLEEP;
        ref_engine_stop(&cpu->engine);
    }
    cpu->event = false;
}

/* SEV: every core gets the event, its own included; it wakes who sleeps. */
static void send_event(struct machine *m)
{
    for (unsigned i = 0; i < m->count; i++) {
        struct cpu *cpu = &m->cpu[i];

        cpu->event = cpu->state != ASLEEP;
        if (cpu->state == ASLEEP) {
            cpu->state = AWAKE;
        }
    }
}

/* CPU_ON: X1 which, X2 its entry point, X3 what it finds in X0. */
static void call(struct cpu *caller)
{
    struct machine *m = caller->machine;
    uint32_t function = (uint32_t)ref_engine_x(&caller->engine, 0);
    uint64_t target = ref_engine_x(&caller->engine, 1);

    if ((function != PSCI_CPU_ON && function != PSCI_CPU_ON_64) || target >= m->count ||
        m->cpu[target].state != OFF) {
        ref_engine_set_x(&caller->engine, 0, UINT64_MAX);
        return;
    }
    m->cpu[target].state = AWAKE;
    m->cpu[target].pc = ref_engine_x(&caller->engine, 2);
    ref_engine_set_x(&m->cpu[target].engine, 0, ref_engine_x(&caller->engine, 3));
    ref_engine_set_x(&caller->engine, 0, 0);
}

static void concern(void *ctx, const struct ref_step *step)
{
    struct cpu *cpu = ctx;

    if (step->kind == REF_STEP_WAIT) {
        wait_event(cpu);
    } else if (step->kind == REF_STEP_SEND) {
        send_event(cpu->machine);
    } else if (step->kind == REF_STEP_CALL) {
        call(cpu);
    } else {
        cpu->machine->exited = true;
        ref_engine_stop(&cpu->engine);
    }
}

static bool make_cpu(struct machine *m, unsigned id, struct ref_mmu *mmus,
                     const struct ref_machine_options *options)
{
    struct cpu *cpu = &m->cpu[id];
    struct ref_core *core = &cpu->engine.core;

    cpu->machine = m;
    cpu->engine.check = options->check;
    cpu->engine.concern = concern;
    cpu->engine.ctx = cpu;
    core->mmu = &mmus[id];
    core->mmu->read = read_ram;
    core->mmu->read_ctx = m->ram;
    core->deaf = options->deaf;
    for (unsigned i = 0; i < m->count; i++) {
        if (i != id) {
            core->other[core->other_count++] = &mmus[i];
        }
    }
    return ref_engine_init(&cpu->engine, m->ram, RAM_SIZE);
}

/* A core comes back to tables that others may have changed. */
static bool run_cpu(struct machine *m, struct cpu *cpu, uint64_t max_instructions)
{
    if (m->count > 1) {
        ref_engine_forget(&cpu->engine);
    }
    ref_engine_run(&cpu->engine, &cpu->pc, m->count > 1 ? SLICE : max_instructions);
    if (!m->exited && cpu->engine.steps >= max_instructions) {
        fprintf(stderr, "ref_step: the guest goes on for too long\n");
        return false;
    }
    return !cpu->engine.failed;
}

static bool run(struct machine *m, uint64_t max_instructions)
{
    bool awake = true;

    while (awake) {
        awake = false;
        for (unsigned i = 0; i < m->count; i++) {
            if (m->cpu[i].state != AWAKE) {
                continue;
            }
            awake = true;
            if (!run_cpu(m, &m->cpu[i], max_instructions)) {
                return false;
            }
            if (m->exited) {
                return true;
            }
        }
    }
    fprintf(stderr, "ref_step: every core sleeps\n");
    return false;
}

static bool make(struct machine *m, struct ref_mmu *mmus, const struct ref_machine_options *options)
{
    for (unsigned i = 0; i < m->count; i++) {
        if (!make_cpu(m, i, mmus, options)) {
            return false;
        }
    }
    return true;
}

bool ref_machine_run(struct ref_mmu *mmu, const char *image,
                     const struct ref_machine_options *options)
{
    static struct machine m;
    bool ok;

    m = (struct machine){.count = options->cpus};
    m.ram = mmap(NULL, RAM_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (m.ram == MAP_FAILED) {
        return false;
    }
    m.cpu[0].state = AWAKE;
    ok = make(&m, mmu, options) && ref_image_load(image, m.ram, RAM_SIZE, &m.cpu[0].pc) &&
         run(&m, options->max_instructions);
    for (unsigned i = 0; i < m.count; i++) {
        ref_engine_finish(&m.cpu[i].engine);
    }
    munmap(m.ram, RAM_SIZE);
    return ok;
}
