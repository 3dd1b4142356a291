/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PSCI 1.0 over HVC: what a guest needs to start and stop cores (Arm DEN 0022,
 * "Power State Coordination Interface").
 */
#include "core.h"
#include "machine.h"

/* Function identifiers of the 32-bit calls; PSCI_64BIT makes the 64-bit ones. */
#define PSCI_VERSION 0x84000000u
#define PSCI_CPU_SUSPEND 0x84000001u
#define PSCI_CPU_OFF 0x84000002u
#define PSCI_CPU_ON 0x84000003u
#define PSCI_AFFINITY_INFO 0x84000004u
#define PSCI_MIGRATE_INFO_TYPE 0x84000006u
#define PSCI_SYSTEM_OFF 0x84000008u
#define PSCI_SYSTEM_RESET 0x84000009u
#define PSCI_FEATURES 0x8400000au
#define PSCI_64BIT 0x40000000u

#define PSCI_SUCCESS 0
#define PSCI_NOT_SUPPORTED (-1)
#define PSCI_INVALID_PARAMETERS (-2)
#define PSCI_ALREADY_ON (-4)

#define AFFINITY_ON 0
#define AFFINITY_OFF 1
#define MIGRATE_NOT_REQUIRED 2

static int64_t cpu_on(struct core *core)
{
    struct machine *machine = core->machine;
    int target = gic_find_affinity(&machine->gic, engine_x(core->engine, 1));
    uint64_t entry = engine_x(core->engine, 2);

    if (target < 0 || (entry & 3) != 0) {
        return PSCI_INVALID_PARAMETERS;
    }
    if (machine->sched.core[target].state != SCHED_OFF) {
        return PSCI_ALREADY_ON;
    }
    core_reset(&machine->core[target]);
    machine_start_core(machine, (unsigned)target, entry, engine_x(core->engine, 3));
    return PSCI_SUCCESS;
}

static void cpu_off(struct core *core)
{
    sched_stop(&core->machine->sched, core->id);
    core->asleep = true;
}

static int64_t affinity_info(struct core *core)
{
    int target = gic_find_affinity(&core->machine->gic, engine_x(core->engine, 1));

    if (target < 0) {
        return PSCI_INVALID_PARAMETERS;
    }
    return core->machine->sched.core[target].state == SCHED_OFF ? AFFINITY_OFF : AFFINITY_ON;
}

static bool is_supported(uint32_t function)
{
    switch (function & ~PSCI_64BIT) {
    case PSCI_VERSION:
    case PSCI_CPU_OFF:
    case PSCI_CPU_ON:
    case PSCI_AFFINITY_INFO:
    case PSCI_MIGRATE_INFO_TYPE:
    case PSCI_SYSTEM_OFF:
    case PSCI_SYSTEM_RESET:
    case PSCI_FEATURES:
        return true;
    default:
        return false;
    }
}

void core_psci_call(struct core *core)
{
    uint32_t function = (uint32_t)engine_x(core->engine, 0);
    int64_t result = PSCI_NOT_SUPPORTED;

    switch (function & ~PSCI_64BIT) {
    case PSCI_VERSION:
        result = 1 << 16;
        break;
    case PSCI_FEATURES:
        result =
            is_supported((uint32_t)engine_x(core->engine, 1)) ? PSCI_SUCCESS : PSCI_NOT_SUPPORTED;
        break;
    case PSCI_MIGRATE_INFO_TYPE:
        result = MIGRATE_NOT_REQUIRED;
        break;
    case PSCI_CPU_ON:
        result = cpu_on(core);
        break;
    case PSCI_CPU_OFF:
        cpu_off(core);
        return;
    case PSCI_AFFINITY_INFO:
        result = affinity_info(core);
        break;
    case PSCI_SYSTEM_OFF:
    case PSCI_SYSTEM_RESET:
        machine_finish(core->machine, core, MACHINE_POWER_OFF);
        return;
    default:
        break;
    }
    engine_set_x(core->engine, 0, (uint64_t)result);
}
