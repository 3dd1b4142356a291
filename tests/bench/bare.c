/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bare [--fifo ENTRIES] IMAGE
 *
 * The other side of the comparison: the engine alone, with the one hook that
 * nobody can do without. It runs a guest of tests/guest or tests/bench with the
 * same mapping as the guest's own tables, which nobody reads. With --fifo it
 * keeps at most so many data pages, the oldest leaves: the least that a model
 * of a TLB has to do. The guest's store to the probe ends the run.
 */
#include <unicorn/unicorn.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "probe.h"
#include "ref_image.h"

#define RAM_SIZE (128ULL << 20)
/* As in guest.inc. */
#define DATA_VA 0x40200000ULL
#define DATA_PA 0x41000000ULL

#define PSTATE_EL1H 0x3c5

struct bare {
    uc_engine *uc;
    uint8_t *ram;
    uint64_t *fifo; /* pages held, a ring; NULL: all */
    unsigned entries, filled, oldest;
    uint64_t misses; /* of data */
    bool exited;
};

static void write_sysreg(uc_engine *uc, unsigned op1, unsigned crn, unsigned crm, unsigned op2,
                         uint64_t value)
{
    uc_arm64_cp_reg reg = {
        .op0 = crn == 8 ? 1 : 3, .op1 = op1, .crn = crn, .crm = crm, .op2 = op2, .val = value};

    uc_reg_write(uc, UC_ARM64_REG_CP_REG, &reg);
}

/* The newest page takes the place of the oldest, which the engine forgets: TLBI VAAE1. */
static void remember(struct bare *bare, uint64_t page)
{
    if (bare->filled == bare->entries) {
        write_sysreg(bare->uc, 0, 8, 7, 3, bare->fifo[bare->oldest] >> 12);
    } else {
        bare->filled++;
    }
    bare->fifo[bare->oldest] = page;
    bare->oldest = (bare->oldest + 1) % bare->entries;
}

static bool on_fill(uc_engine *uc, uint64_t va, uc_mem_type type, uc_tlb_entry *result, void *user)
{
    struct bare *bare = user;
    bool fetch = type == UC_MEM_FETCH;

    (void)uc;
    if (va == PROBE_BASE) {
        bare->exited = true;
        return false;
    }
    if (!fetch) {
        bare->misses++;
        if (bare->fifo != NULL) {
            remember(bare, va);
        }
    }
    result->paddr = va < DATA_VA ? va : va - DATA_VA + DATA_PA;
    result->perms = fetch ? UC_PROT_EXEC : UC_PROT_READ | UC_PROT_WRITE;
    return true;
}

static uc_err set_up(struct bare *bare)
{
    uc_hook hook;
    uc_err err = uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &bare->uc);

    if (err != UC_ERR_OK || (err = uc_ctl_set_cpu_model(bare->uc, UC_CPU_ARM64_MAX)) != UC_ERR_OK ||
        (err = uc_ctl_set_page_size(bare->uc, 4096)) != UC_ERR_OK ||
        (err = uc_ctl_exits_enable(bare->uc)) != UC_ERR_OK ||
        (err = uc_ctl_tlb_mode(bare->uc, UC_TLB_VIRTUAL)) != UC_ERR_OK ||
        (err = uc_hook_add(bare->uc, &hook, UC_HOOK_TLB_FILL, (void *)(uintptr_t)on_fill, bare, 1,
                           0)) != UC_ERR_OK) {
        return err;
    }
    write_sysreg(bare->uc, 4, 1, 1, 0, 1ULL << 31); /* HCR_EL2.RW */
    write_sysreg(bare->uc, 6, 1, 1, 0, 1ULL << 10 | 1); /* SCR_EL3.RW, NS */
    uc_reg_write(bare->uc, UC_ARM64_REG_PSTATE, &(uint64_t){PSTATE_EL1H});
    write_sysreg(bare->uc, 0, 6, 0, 0, 0); /* FAR_EL1: makes the PSTATE take effect */
    return uc_mem_map_ptr(bare->uc, REF_RAM_BASE, RAM_SIZE, UC_PROT_ALL, bare->ram);
}

static bool run(struct bare *bare, const char *image)
{
    uint64_t entry;
    uc_err err;

    if (!ref_image_load(image, bare->ram, RAM_SIZE, &entry)) {
        return false;
    }
    err = set_up(bare);
    if (err == UC_ERR_OK) {
        err = uc_emu_start(bare->uc, entry, 0, 0, 0);
    }
    if (!bare->exited) {
        fprintf(stderr, "bare: %s: %s\n", image, uc_strerror(err));
        return false;
    }
    printf("data misses %llu\n", (unsigned long long)bare->misses);
    return true;
}

int main(int argc, char **argv)
{
    struct bare bare = {0};
    bool fifo = argc == 4 && strcmp(argv[1], "--fifo") == 0;

    if (fifo) {
        bare.entries = (unsigned)strtoul(argv[2], NULL, 10);
        bare.fifo = calloc(bare.entries, sizeof(*bare.fifo));
    }
    if (argc != 2 && bare.fifo == NULL) {
        fprintf(stderr, "usage: bare [--fifo ENTRIES] IMAGE\n");
        return 2;
    }
    bare.ram = mmap(NULL, RAM_SIZE, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (bare.ram == MAP_FAILED || !run(&bare, argv[argc - 1])) {
        return 1;
    }
    free(bare.fifo);
    return 0;
}
