/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mutant FAULT [--seed N] [--set KEY=VALUE]... IMAGE: an emulator with one rule
 * broken, to show that the litmus programs notice. Runs the guest on three
 * cores; what it prints goes to standard output. The linker wraps the functions
 * below.
 */
#include "image.h"
#include "load.h"
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *fault;

static bool is_broken(const char *rule)
{
    return strcmp(fault, rule) == 0;
}

struct shootdown_cost __real_shootdown_barrier(struct shootdown *shootdown, unsigned option,
                                               const struct cost_config *cost,
                                               const struct shootdown_target *target);
struct shootdown_cost __wrap_shootdown_barrier(struct shootdown *shootdown, unsigned option,
                                               const struct cost_config *cost,
                                               const struct shootdown_target *target);
void __real_core_broadcast(struct core *core, const struct tlbi *op, struct event_tlbi *told);
void __wrap_core_broadcast(struct core *core, const struct tlbi *op, struct event_tlbi *told);
bool __real_tlbi_decode(unsigned op1, unsigned crm, unsigned op2, uint64_t xt, struct tlbi *ret);
bool __wrap_tlbi_decode(unsigned op1, unsigned crm, unsigned op2, uint64_t xt, struct tlbi *ret);

/* dsb: one that completes nothing, as a DSB LD. */
struct shootdown_cost __wrap_shootdown_barrier(struct shootdown *shootdown, unsigned option,
                                               const struct cost_config *cost,
                                               const struct shootdown_target *target)
{
    return __real_shootdown_barrier(shootdown, is_broken("dsb") ? 13 : option, cost, target);
}

/* broadcast: it stays with the core that issues it. */
void __wrap_core_broadcast(struct core *core, const struct tlbi *op, struct event_tlbi *told)
{
    if (!is_broken("broadcast")) {
        __real_core_broadcast(core, op, told);
    }
}

/*
 * walk-cache: no TLBI reaches it; last-level: no TLBI by address does; range:
 * only its first page goes.
 */
bool __wrap_tlbi_decode(unsigned op1, unsigned crm, unsigned op2, uint64_t xt, struct tlbi *ret)
{
    bool known = __real_tlbi_decode(op1, crm, op2, xt, ret);

    if (known) {
        ret->last_level |=
            is_broken("walk-cache") || (is_broken("last-level") && ret->reach != TLBI_REACH_ALL);
        ret->more = is_broken("range") ? 0 : ret->more;
    }
    return known;
}

static void console(void *ctx, uint8_t byte)
{
    (void)ctx;
    putchar(byte);
}

static bool set(struct machine_config *config, const char *setting)
{
    const char *equals = strchr(setting, '=');
    char key[64];

    if (equals == NULL || (size_t)(equals - setting) >= sizeof(key)) {
        return false;
    }
    snprintf(key, sizeof(key), "%.*s", (int)(equals - setting), setting);
    return machine_key_set(config, key, equals + 1) == MACHINE_KEY_OK;
}

static bool parse(int argc, char **argv, struct machine_setup *setup)
{
    for (int i = 2; i + 1 < argc - 1; i += 2) {
        if (strcmp(argv[i], "--seed") == 0) {
            setup->seed = strtoull(argv[i + 1], NULL, 10);
        } else if (!set(&setup->config, argv[i + 1])) {
            return false;
        }
    }
    return argc > 2;
}

int main(int argc, char **argv)
{
    struct machine_setup setup = {.config = machine_config_default(),
                                  .cpus = 3,
                                  .ram_size = 256ULL << 20,
                                  .max_cycles = 10000000000,
                                  .console = console};
    const char *reason;
    struct image image;

    if (!parse(argc, argv, &setup) || image_load(argv[argc - 1], MACHINE_RAM_BASE, &image) != 0) {
        fprintf(stderr, "usage: mutant FAULT [--seed N] [--set KEY=VALUE]... IMAGE\n");
        return 2;
    }
    fault = argv[1];
    struct machine *machine = machine_create(&setup, &reason);
    bool ok = machine != NULL && load_guest(machine, &image, &(struct load_extras){0}) == 0 &&
              machine_run(machine) == MACHINE_EXIT && machine->exit_code == 0;

    machine_destroy(machine);
    image_finish(&image);
    return !ok;
}
