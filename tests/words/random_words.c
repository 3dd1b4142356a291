/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * random_words [--seed N] [--words N]: machines whose memory is random words,
 * run for a moment each, until so many words were executed or refused. None
 * may end the process or hang it, and none may end in an error of the engine.
 * They run in processes of their own, so that the seed of one that fails is
 * known; --seed with it and --words 1 runs it alone. TAP on standard output.
 */
#include "counters.h"
#include "machine.h"
#include "prng.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define RAM_SIZE (2ULL << 20)
#define WORDS 0x4000u /* of code: 64 KiB */
#define CODE 0x10000u /* offset in RAM */
#define VECTORS 0x8000u
#define PSTATE_EL1 0x3c5u
#define TABLE 0x9000u /* level 1 of an identity map */
#define STARTS 50u /* a machine begins at so many places: most end in a loop soon */
#define CYCLES 1000u /* from each */
#define BATCH 20u /* machines a process */
#define BATCH_SECONDS 100u

/* What the processes leave behind. */
struct progress {
    uint64_t seed; /* of the machine at hand */
    uint64_t machines, executed, undefined;
    bool failed;
};

/* Half of the words are anything; the others belong to what reaches deep into an emulator. */
static uint32_t random_word(struct prng *prng)
{
    static const struct {
        uint32_t fixed, value;
    } shapes[] = {
        {0x0e000000, 0x0e000000}, /* vector and floating point */
        {0x8f7e0c00, 0x0e780800}, /* of these, half precision */
        {0x9f60c400, 0x0e400400},
        {0x0a000000, 0x08000000}, /* loads and stores */
        {0xffc00000, 0xd5000000}, /* system */
        {0x3f000000, 0x08000000}, /* exclusives */
        {0xfe000000, 0xd6000000}, /* branches to registers, ERET */
        {0x1e000000, 0x04000000}, /* SVE, which the machine does not have */
        {0, 0},
        {0, 0},
    };
    uint64_t drawn = prng_next(prng);
    unsigned shape = (unsigned)(drawn >> 40) % (2 * (sizeof(shapes) / sizeof(shapes[0])));

    if (shape >= sizeof(shapes) / sizeof(shapes[0])) {
        return (uint32_t)drawn;
    }
    return ((uint32_t)drawn & ~shapes[shape].fixed) | shapes[shape].value;
}

static void put(struct machine *machine, uint64_t offset, const uint32_t *words, size_t count)
{
    memcpy(machine->ram + offset, words, count * sizeof(*words));
}

/* Behind what trapped: mrs x28, elr_el1; add x28, x28, #4; msr elr_el1, x28; eret. */
static void put_vectors(struct machine *machine)
{
    static const uint32_t handler[] = {0xd538403c, 0x9100139c, 0xd518403c, 0xd69f03e0};

    for (uint64_t offset = 0; offset < 0x800; offset += 0x80) {
        put(machine, VECTORS + offset, handler, 4);
    }
}

/* Devices and RAM, each 1 GiB mapped to itself, for TCR_EL1.T0SZ = 25. */
static void put_table(struct machine *machine)
{
    static const uint64_t entries[] = {0x0060000000000705, 0x0000000040000701};

    memcpy(machine->ram + TABLE, entries, sizeof(entries));
}

/* Vectors and floating point on; perhaps the MMU, too; then to where x29 says. */
static void put_prologue(struct machine *machine, bool mmu)
{
    static const uint32_t prologue[] = {
        0xd518c000, /* msr vbar_el1, x0 */
        0xd5181041, /* msr cpacr_el1, x1 */
        0xd5182002, /* msr ttbr0_el1, x2 */
        0xd518a203, /* msr mair_el1, x3 */
        0xd5182044, /* msr tcr_el1, x4 */
        0xd5033fdf, /* isb */
        0xd5181005, /* msr sctlr_el1, x5 */
        0xd5033fdf, /* isb */
        0xd61f03a0, /* br x29 */
    };
    struct engine *engine = machine->core[0].engine;

    put(machine, 0, prologue, sizeof(prologue) / sizeof(prologue[0]));
    engine_set_x(engine, 0, MACHINE_RAM_BASE + VECTORS);
    engine_set_x(engine, 1, 3u << 20);
    engine_set_x(engine, 2, MACHINE_RAM_BASE + TABLE);
    engine_set_x(engine, 3, 0xff);
    engine_set_x(engine, 4, 25 | 1u << 23 | 2ULL << 32);
    engine_set_x(engine, 5, mmu ? 0x30d00805 : 0x30d00800);
}

/* Addresses that lead somewhere, or numbers that do not. */
static void set_registers(struct engine *engine, struct prng *prng)
{
    for (unsigned n = 6; n < 31; n++) {
        uint64_t value = prng_next(prng);

        engine_set_x(engine, n, n % 3 == 0 ? value : MACHINE_RAM_BASE + value % RAM_SIZE);
    }
}

static uint64_t somewhere(struct prng *prng)
{
    return MACHINE_RAM_BASE + CODE + prng_below(prng, WORDS) * 4;
}

static void fill(struct machine *machine, struct prng *prng)
{
    for (unsigned i = 0; i < WORDS; i++) {
        uint32_t word = random_word(prng);

        put(machine, CODE + 4 * i, &word, 1);
    }
    put_vectors(machine);
    put_table(machine);
}

/* Runs it from here and there until it ends in some way of its own. */
static enum machine_end run_from_places(struct machine *machine, struct prng *prng)
{
    struct engine *engine = machine->core[0].engine;
    enum machine_end end = MACHINE_MAX_CYCLES;

    machine_start_core(machine, 0, MACHINE_RAM_BASE, 0);
    for (unsigned i = 0; i < STARTS && end == MACHINE_MAX_CYCLES; i++) {
        put_prologue(machine, prng_once_in(prng, 2));
        set_registers(engine, prng);
        engine_set_x(engine, 29, somewhere(prng));
        engine_enter(engine, PSTATE_EL1, MACHINE_RAM_BASE);
        machine->end = MACHINE_RUNNING;
        machine->max_cycles += CYCLES;
        end = machine_run(machine);
    }
    return end;
}

static void console(void *ctx, uint8_t byte)
{
    (void)ctx;
    (void)byte;
}

static void on_event(void *ctx, const struct event *ev)
{
    counters_apply(ctx, ev);
}

static bool run_machine(struct progress *progress)
{
    struct machine_setup setup = {.config = machine_config_default(),
                                  .cpus = 1,
                                  .ram_size = RAM_SIZE,
                                  .seed = progress->seed,
                                  .max_cycles = 1,
                                  .console = console};
    struct prng prng = {.state = progress->seed};
    struct counters counters = {0};
    const char *reason = "";
    struct machine *machine = machine_create(&setup, &reason);

    if (machine == NULL) {
        printf("# %s\n", reason);
        return false;
    }
    sink_attach(&machine->sinks,
                (struct sink){.emit = on_event, .ctx = &counters, .interest = EVENT_ALL});
    fill(machine, &prng);
    enum machine_end end = run_from_places(machine, &prng);

    machine_destroy(machine);
    progress->machines++;
    progress->executed += counters.value[COUNTER_INSTRUCTIONS];
    progress->undefined += counters.value[COUNTER_EXCEPTION_UNDEFINED];
    return end != MACHINE_ENGINE_ERROR;
}

static bool is_done(const struct progress *progress, uint64_t words)
{
    return progress->executed + progress->undefined >= words;
}

/* False when a machine failed: the seed in *progress is its own. */
static bool run_batch(struct progress *progress, uint64_t words)
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        alarm(BATCH_SECONDS);
        for (unsigned i = 0; i < BATCH && !is_done(progress, words); i++) {
            if (!run_machine(progress)) {
                _exit(1);
            }
            progress->seed++;
        }
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
        printf("# seed %" PRIu64 ": %s %d\n", progress->seed,
               WIFSIGNALED(status) ? "ended by signal" : "the engine failed, status",
               WIFSIGNALED(status) ? WTERMSIG(status) : status);
        return false;
    }
    return true;
}

static uint64_t option(int argc, char **argv, const char *name, uint64_t value)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], name) == 0) {
            value = strtoull(argv[i + 1], NULL, 0);
        }
    }
    return value;
}

int main(int argc, char **argv)
{
    uint64_t words = option(argc, argv, "--words", 1000000);
    struct progress *progress =
        mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    bool ok = progress != MAP_FAILED;

    if (ok) {
        progress->seed = option(argc, argv, "--seed", 1);
    }
    while (ok && !is_done(progress, words)) {
        ok = run_batch(progress, words);
    }
    if (progress != MAP_FAILED) {
        printf("# %" PRIu64 " machines, %" PRIu64 " instructions, %" PRIu64 " undefined words\n",
               progress->machines, progress->executed, progress->undefined);
    }
    printf("1..1\n%s 1 - random words neither end nor hang the emulator\n", ok ? "ok" : "not ok");
    return !ok;
}
