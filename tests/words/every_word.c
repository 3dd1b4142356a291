/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * every_word [--stride N] [--seed N]: translates an instruction word of every
 * combination of bits [31:10] (every Nth, N odd) in the bare engine,
 * the deadly ones replaced as host/engine/deadly.h says: the engine has to
 * survive them all. Bits [9:0] are the seed's; they choose registers. TAP.
 */
#include "deadly.h"
#include "prng.h"

#include <unicorn/unicorn.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define BASE 0x40000000u
#define SIZE (64u << 20) /* each word is translated at an address of its own */
#define CLASSES (1u << 22)
#define BRANCH_TO_SELF 0x14000000u

/* Shared with the process that translates. */
struct progress {
    uint32_t next; /* class */
    uint32_t word; /* the last one tried */
    uint32_t translated;
};

struct plan {
    uint32_t stride, seed;
};

static void on_block(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
    (void)address;
    (void)size;
    (void)user;
    uc_emu_stop(uc);
}

static void on_interrupt(uc_engine *uc, uint32_t number, void *user)
{
    (void)number;
    (void)user;
    uc_emu_stop(uc);
}

static void write_register(uc_engine *uc, uc_arm64_cp_reg reg)
{
    uc_reg_write(uc, UC_ARM64_REG_CP_REG, &reg);
}

/* As the machine sets it up, with floating point on. */
static uc_engine *create(uint32_t *ram)
{
    uc_engine *uc;
    uc_hook block, interrupt;
    uint64_t pstate = 0x3c5;

    if (uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &uc) != UC_ERR_OK ||
        uc_ctl_set_cpu_model(uc, UC_CPU_ARM64_MAX) != UC_ERR_OK ||
        uc_ctl_exits_enable(uc) != UC_ERR_OK ||
        uc_hook_add(uc, &block, UC_HOOK_BLOCK, (void *)(uintptr_t)on_block, NULL, 1, 0) !=
            UC_ERR_OK ||
        uc_hook_add(uc, &interrupt, UC_HOOK_INTR, (void *)(uintptr_t)on_interrupt, NULL, 1, 0) !=
            UC_ERR_OK ||
        uc_mem_map_ptr(uc, BASE, SIZE, UC_PROT_ALL, ram) != UC_ERR_OK) {
        return NULL;
    }
    write_register(uc, (uc_arm64_cp_reg){.op0 = 3, .op1 = 4, .crn = 1, .crm = 1, .val = 1u << 31});
    write_register(uc, (uc_arm64_cp_reg){.op0 = 3, .op1 = 6, .crn = 1, .crm = 1, .val = 0x401});
    uc_reg_write(uc, UC_ARM64_REG_PSTATE, &pstate);
    write_register(uc, (uc_arm64_cp_reg){.op0 = 3, .crn = 1, .op2 = 2, .val = 3u << 20});
    return uc;
}

/* The block hook stops before anything is executed. */
static void translate(uc_engine *uc, uint32_t *ram, uint32_t at, uint32_t word)
{
    ram[at] = deadly_word(word) ? 0 : word;
    ram[at + 1] = BRANCH_TO_SELF;
    uc_emu_start(uc, BASE + 4 * (uint64_t)at, 0, 0, 0);
}

static int translate_all(struct progress *progress, struct plan plan)
{
    uint32_t *ram = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    uc_engine *uc = ram == MAP_FAILED ? NULL : create(ram);
    struct prng prng = {.state = plan.seed};

    if (uc == NULL) {
        return 1;
    }
    for (uint32_t at = 0; progress->next < CLASSES; at += 2) {
        progress->word = progress->next << 10 | (uint32_t)prng_below(&prng, 1u << 10);
        translate(uc, ram, at, progress->word);
        progress->next += plan.stride;
        progress->translated++;
    }
    uc_close(uc);
    return 0;
}

static bool run(struct progress *progress, struct plan plan)
{
    int status = 0;
    pid_t child;

    progress->next = plan.seed % plan.stride;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        _exit(translate_all(progress, plan));
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
        printf("# the engine did not survive %08x\n", (unsigned)progress->word);
        return false;
    }
    printf("# %u words\n", (unsigned)progress->translated);
    return progress->translated ==
           (CLASSES - plan.seed % plan.stride + plan.stride - 1) / plan.stride;
}

static uint32_t option(int argc, char **argv, const char *name, uint32_t value)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], name) == 0) {
            value = (uint32_t)strtoul(argv[i + 1], NULL, 0);
        }
    }
    return value;
}

int main(int argc, char **argv)
{
    struct plan plan = {.stride = option(argc, argv, "--stride", 1),
                        .seed = option(argc, argv, "--seed", 1)};
    struct progress *progress =
        mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    bool ok = progress != MAP_FAILED && plan.stride != 0 && run(progress, plan);

    printf("1..1\n%s 1 - the engine translates every word it is given\n", ok ? "ok" : "not ok");
    return !ok;
}
