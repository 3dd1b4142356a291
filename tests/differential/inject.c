/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inject IMAGE...: the engine may ask for pages that the L1 holds as often as
 * it likes. Runs each guest as it is, then with the engine's page cache emptied
 * at random moments, so that it asks again for everything, and compares all
 * counters. TAP on standard output.
 */
#include "counters.h"
#include "image.h"
#include "load.h"
#include "machine.h"

#include <stdio.h>
#include <string.h>

struct run {
    struct machine *machine;
    struct counters counters;
    uint64_t random; /* 0: nothing is injected */
    uint64_t injected;
};

static void console(void *ctx, uint8_t byte)
{
    (void)ctx;
    (void)byte;
}

static uint64_t draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* A sink that is not passive at all: the engine forgets, the model must not notice. */
static void on_event(void *ctx, const struct event *ev)
{
    struct run *run = ctx;

    counters_apply(&run->counters, ev);
    if (run->random != 0 && draw(&run->random) % 3 == 0) {
        engine_drop_all(run->machine->core[ev->core].engine);
        run->injected++;
    }
}

static bool execute(const struct image *image, uint64_t random, struct run *run)
{
    struct machine_setup setup = {.config = machine_config_default(),
                                  .cpus = 1,
                                  .ram_size = 256ULL << 20,
                                  .seed = 1,
                                  .max_cycles = 100000000,
                                  .console = console};
    const char *reason;

    setup.config.l1i.entries = 8;
    setup.config.l1d.entries = 8;
    *run = (struct run){.random = random};
    run->machine = machine_create(&setup, &reason);
    if (run->machine == NULL) {
        printf("# %s\n", reason);
        return false;
    }
    sink_attach(&run->machine->sinks,
                (struct sink){.emit = on_event, .ctx = run, .interest = EVENT_ALL});
    bool ended = load_guest(run->machine, image, &(struct load_extras){0}) == 0 &&
                 machine_run(run->machine) == MACHINE_EXIT && run->machine->exit_code == 0;

    machine_destroy(run->machine);
    return ended;
}

static bool same_counters(const struct counters *a, const struct counters *b)
{
    bool same = true;

    for (unsigned i = 0; i < COUNTER_COUNT; i++) {
        if (a->value[i] != b->value[i]) {
            printf("# %s: %llu, with extra fills %llu\n", counter_info(i).name,
                   (unsigned long long)a->value[i], (unsigned long long)b->value[i]);
            same = false;
        }
    }
    return same;
}

static bool check(const char *path)
{
    struct image image;
    struct run plain, injected;

    if (image_load(path, MACHINE_RAM_BASE, &image) != 0) {
        return false;
    }
    bool ok = execute(&image, 0, &plain) && execute(&image, 0x9e3779b97f4a7c15ULL, &injected) &&
              injected.injected > 0 && same_counters(&plain.counters, &injected.counters);

    image_finish(&image);
    return ok;
}

int main(int argc, char **argv)
{
    int failed = 0;

    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/');
        bool ok = check(argv[i]);

        printf("%s %d - extra fills change nothing in %s\n", ok ? "ok" : "not ok", i,
               slash == NULL ? argv[i] : slash + 1);
        failed += !ok;
    }
    return failed != 0;
}
