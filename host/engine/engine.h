/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One instruction engine: executes AArch64 and asks its owner for everything
 * else. It has no MMU of its own; it caches the pages that fill() answers with
 * and forgets them only when told to. engine.c is the one place that knows
 * Unicorn.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "perm.h"

struct engine;

/* What the engine may cache for one 4K page. */
struct engine_page {
    uint64_t pa;
    uint8_t rights; /* enum perm_right set */
};

/* The fields of a system instruction: SYS, MSR and MRS. */
struct engine_sysreg {
    uint8_t op0, op1, crn, crm, op2;
};

/* What becomes of a system instruction that the owner saw. */
enum engine_verdict {
    ENGINE_PASS, /* the engine executes it */
    ENGINE_DONE, /* the owner did it: go on behind it */
    ENGINE_SKIP, /* the same, for an operation or register that the engine itself does not know */
};

/* Exceptions that arise in the engine itself. */
enum engine_trap {
    ENGINE_TRAP_UNDEFINED,
    ENGINE_TRAP_SVC,
    ENGINE_TRAP_BRK,
    ENGINE_TRAP_HVC,
    ENGINE_TRAP_SMC,
    ENGINE_TRAP_ALIGNMENT, /* exclusives and atomics */
    ENGINE_TRAP_OTHER,
};

struct engine_ops {
    /* A block of size bytes is about to run. It may call engine_stop(). */
    void (*block)(void *ctx, uint64_t pc, uint32_t size);
    /* The page at va (4K aligned) is needed. False: a fault; the run ends. */
    bool (*fill)(void *ctx, uint64_t va, enum access access, struct engine_page *ret);
    enum engine_verdict (*sys)(void *ctx, struct engine_sysreg reg, uint64_t xt);
    enum engine_verdict (*msr)(void *ctx, struct engine_sysreg reg, uint64_t value);
    enum engine_verdict (*mrs)(void *ctx, struct engine_sysreg reg, uint64_t *ret_value);
    void (*trap)(void *ctx, enum engine_trap trap);
    uint64_t (*mmio_read)(void *ctx, uint64_t pa, unsigned size);
    void (*mmio_write)(void *ctx, uint64_t pa, unsigned size, uint64_t value);
    /* Before a store to memory; only after engine_watch_stores(). */
    void (*store)(void *ctx, uint64_t pa, unsigned size, uint64_t value);
};

enum engine_exit {
    ENGINE_EXIT_STOPPED, /* engine_stop(), WFI, or an exception was entered */
    ENGINE_EXIT_FAULT, /* fill() said false; the PC is the faulting instruction's */
    ENGINE_EXIT_ERROR, /* the engine failed: engine_error() */
};

/* A region of physical addresses: RAM with host memory, devices without. */
struct engine_region {
    uint64_t base, size; /* multiples of 4K */
    void *memory; /* NULL: accesses go to mmio_read() and mmio_write() */
};

/* NULL with *ret_reason (static text) on failure. Regions are mapped for good. */
struct engine *engine_create(const struct engine_ops *ops, void *ctx,
                             const struct engine_region *regions, size_t region_count,
                             const char **ret_reason);
void engine_destroy(struct engine *engine);

/*
 * Runs from the current PC until something ends it, or after `limit`
 * instructions; 0: no limit. A limit is slow: for rare occasions.
 */
enum engine_exit engine_run(struct engine *engine, uint32_t limit);
/* From the block hook: the block does not run, its hook is called again on resume. */
void engine_stop(struct engine *engine);
const char *engine_error(const struct engine *engine);

/*
 * Every store is told from now on, at several times its cost. False when the
 * engine cannot. Before the first run.
 */
bool engine_watch_stores(struct engine *engine);

/* Forget the cached answers for one page, or for all. Legal inside callbacks. */
void engine_drop_page(struct engine *engine, uint64_t va);
void engine_drop_all(struct engine *engine);
/* Forget translated code. Not inside a callback of this engine. */
void engine_drop_code(struct engine *engine);

uint64_t engine_pc(struct engine *engine);
void engine_set_pc(struct engine *engine, uint64_t pc);
/* X0..X30; 31 reads as zero. */
uint64_t engine_x(struct engine *engine, unsigned n);
void engine_set_x(struct engine *engine, unsigned n, uint64_t value);
/* The current stack pointer. */
uint64_t engine_sp(struct engine *engine);
/* PSTATE in the layout of SPSR_EL1. */
uint32_t engine_pstate(struct engine *engine);
uint64_t engine_sysreg_read(struct engine *engine, struct engine_sysreg reg);
void engine_sysreg_write(struct engine *engine, struct engine_sysreg reg, uint64_t value);

/*
 * Sets PSTATE, banks the stack pointers that the change of mode asks for, and
 * makes the engine see it.
 */
void engine_enter(struct engine *engine, uint32_t pstate, uint64_t pc);

/* What it may hold, in builds with -Dcheck_mirror=true; otherwise nothing. */
struct shadow;
const struct shadow *engine_shadow(const struct engine *engine);

/* "2.1.4" */
const char *engine_version(void);

/* A register by its encoding: as an initializer, and as a value. */
#define ENGINE_REG_INIT(o0, o1, n, m, o2)                                                          \
    {                                                                                              \
        .op0 = (o0), .op1 = (o1), .crn = (n), .crm = (m), .op2 = (o2)                              \
    }
#define ENGINE_REG(o0, o1, n, m, o2) ((struct engine_sysreg)ENGINE_REG_INIT(o0, o1, n, m, o2))
