/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A core at work on its stream, and what handlers of instructions share. The
 * program was checked before: handlers trust slots, targets and sites.
 */
#pragma once

#include "dev/probe.h"
#include "lib/kernel.h"
#include "run/program_check.h"

/* Of an array: an address and how many bytes there are, or any number and 0. */
struct element {
    uint64_t value, size;
};

struct core {
    const struct program *program;
    volatile struct probe_page *probe;
    uint64_t *own, *shared; /* slots */
    struct element **arrays; /* of the program, those that are shared included */
    const struct program_insn *insn; /* being executed */
    const struct program_insn *next; /* NULL: the stream has ended */
    uint64_t random; /* state of SplitMix64 */
    unsigned cpu;
    bool reports; /* core_print_result() hears of each op */
};

/* Executes core->insn; core->next is already the one behind it. */
typedef void (*core_handler_fn)(struct core *core, const struct program_insn *insn);

/* A shared slot may change under the reader: it is read once. */
static inline uint64_t core_get(const struct core *core, unsigned slot)
{
    const uint64_t *slots = slot & PROGRAM_SHARED ? core->shared : core->own;
    return READ_ONCE(slots[slot & ~PROGRAM_SHARED]);
}

static inline void core_set(struct core *core, unsigned slot, uint64_t value)
{
    uint64_t *slots = slot & PROGRAM_SHARED ? core->shared : core->own;
    WRITE_ONCE(slots[slot & ~PROGRAM_SHARED], value);
}

/* SplitMix64 (Steele, Lea, Flood 2014): the next number of the core's generator. */
static inline uint64_t core_random(struct core *core)
{
    uint64_t z = core->random += PROGRAM_SEED_STEP;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Whether results go to the UART: there is no probe to take them. */
bool core_wants_results(void);

/* After an op's end: says on the UART what the probe would have got. */
void core_print_result(const struct core *core, uint64_t result);

static inline void core_report(const struct core *core, uint64_t result)
{
    if (unlikely(core->reports)) {
        core_print_result(core, result);
    }
}

void core_report_mismatch(const struct core *core, uint64_t actual, uint64_t esr);
/* The same for "begin" and "end" of a phase. */
void core_report_phase(const char *what, uint64_t phase);

/* The program asks for what cannot be done: ends the run with a message. */
void core_stop(const struct core *core, const char *what) __attribute__((noreturn, cold));

/* Where a core stands, for a panic: prints one line. */
void core_print_where(const struct core *core);
