/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One core: an engine, its MMU and what joins them. fetch.c, fill.c and trap.c
 * answer the engine; account.c charges what ran; vectors.c enters exceptions;
 * device.c, sysreg.c, sysop.c, broadcast.c and psci.c are what the guest sees of the system.
 */
#pragma once

#include "block.h"
#include "engine.h"
#include "gic.h"
#include "mirror.h"
#include "mmu.h"
#include "shootdown.h"
#include "timer.h"

struct machine;

/* Physical pages of recent fetches, by virtual page: saves a TLB look-up a block. */
#define CORE_FETCH_PAGES 256

enum core_timer { CORE_TIMER_PHYSICAL, CORE_TIMER_VIRTUAL, CORE_TIMER_COUNT };

/* Cycles of a core for each tick of the system counter: 62.5 MHz at 1 GHz. */
#define CORE_COUNTER_DIVIDER 16
#define CORE_COUNTER_HZ 62500000

struct core_fetch_page {
    uint64_t va, pa; /* 4K aligned; va == UINT64_MAX: none */
};

/* An access to a device is several callbacks of the engine; this joins them. */
struct core_device_access {
    uint64_t page; /* va of the page, as last filled */
    uint64_t pc;
    bool valid;
};

/* What the guest has begun to wait for, as its marks say. */
struct core_span {
    uint64_t round_start; /* clock at the first interrupt of a shootdown */
    uint64_t lock_start; /* clock at the beginning of the wait for a lock */
    uint32_t round_targets; /* 0: no round is under way */
    uint32_t lock_wanted; /* enum lock_id */
    bool lock_waits;
};

/* From where the program accesses memory: what of PSTATE concerns a translation. */
struct core_view {
    uint8_t el;
    bool pan;
    bool known; /* it is still so; else the engine has to be asked */
};

struct core {
    struct machine *machine;
    struct engine *engine;
    struct mmu *mmu;
    struct mirror mirror;
    struct event_source source;
    struct shootdown shootdown;
    struct mmu_registers registers;
    uint64_t *clock; /* in the scheduler */
    unsigned id;

    struct core_view view;

    /* Accounting of the block that runs; NULL between blocks. */
    const struct block *block;
    uint64_t block_pc;
    uint32_t charged; /* instructions of it already charged or left out */
    bool boundary; /* the last block ended where the program ends it */
    bool resumed; /* no block ran since the engine was started */
    uint32_t overrun; /* blocks since the slice should have ended */
    bool asleep; /* WFE, WFI: stop at the next block */
    bool irq; /* the GIC asserts this core's interrupt input */
    struct timer timer[CORE_TIMER_COUNT];
    bool at_forbidden; /* the block to run begins with an access to no register */
    uint32_t limit; /* run only so many instructions, to come to such an access */
    uint64_t block_sequence; /* counts blocks, to tell instances of an instruction */
    struct event_exec pending; /* executed and not yet told */
    uint64_t told_clock; /* the clock at the last EXEC event */

    /* The last block again, the common case of a loop. */
    const struct block *last_block;
    uint64_t last_pc;
    uint32_t last_size;
    struct core_fetch_page fetch_page[CORE_FETCH_PAGES];

    /* The last data miss: a further one of the same instruction is an access of its own. */
    uint64_t miss_sequence, miss_pc;

    bool fault_pending;
    struct fault fault;
    uint64_t fault_pc; /* of an operation that aborts; the engine is past it by then */
    unsigned barren_exceptions; /* exceptions since an instruction was executed */

    struct core_device_access device;
    uint64_t probe_low; /* first half of a 64-bit probe register */
    uint64_t probe_actual;
    uint32_t probe_site; /* of the open op */
    struct core_span span;

    uint64_t oslsr; /* debug lock, kept only because guests read it back */
    bool code_stale; /* another core changed code: drop translations before running */
};

/* Fills *core in place. False with *ret_reason (static text) on failure. */
bool core_init(struct core *core, struct machine *machine, unsigned id, const char **ret_reason);
void core_finish(struct core *core);
/* Out of reset: EL1h, interrupts masked, MMU off, TLBs empty. For PSCI CPU_ON. */
void core_reset(struct core *core);

enum core_stop {
    CORE_STOP_SLICE, /* its time is up, it sleeps, or the run ends */
    CORE_STOP_ERROR, /* the engine failed; engine_error() */
    CORE_STOP_LOST, /* exceptions without end: the vectors cannot be fetched */
};

/* Runs until the scheduler's deadline. */
enum core_stop core_run(struct core *core);

/* Registers of translation changed: the MMU hears of it, the mirror is emptied. */
void core_update_translation(struct core *core);

/* Serves a TLB invalidation of this or another core; returns entries dropped. */
unsigned core_invalidate(struct core *core, const struct tlbi *op);

/* The mapping of a virtual address as this core has it now, without side effects. */
struct mmu_reply core_peek(struct core *core, uint64_t va, enum access access);

/* PSTATE as in SPSR_EL1: privileged access never, and the exception level, 0 or 1. */
#define CORE_PSTATE_PAN (1u << 22)

static inline uint8_t core_level_of(uint32_t pstate)
{
    return (pstate >> 2 & 3) != 0;
}

/* Exception level now. */
unsigned core_level(struct core *core);

/*
 * The engine would execute from any PC. A misaligned one is neither fetched
 * nor run: the run ends there, and the exception is entered in its place.
 */
static inline bool core_misaligned(uint64_t pc)
{
    return (pc & 3) != 0;
}

/* A physical address of the probe's page. */
bool core_is_probe(uint64_t address);

#define CORE_PAGE_MASK 0xfffULL
#define CORE_PAGE_WORDS 1024u

/* fetch.c */

/* The engine's block and fill callbacks; ctx is the core. */
void core_block(void *ctx, uint64_t pc, uint32_t size);
/* A fetch of this page was answered with that physical one. */
void core_remember_fetch(struct core *core, uint64_t page, uint64_t physical);

/* fill.c */

bool core_fill(void *ctx, uint64_t page, enum access access, struct engine_page *ret);

/* mirror_check.c */

#ifdef CHECK_MIRROR
/* Ends the program when the engine holds a page that the L1 does not. */
void core_check_mirror(const struct core *core);
#else
static inline void core_check_mirror(const struct core *core)
{
    (void)core;
}
#endif

/* trap.c */

void core_trap(void *ctx, enum engine_trap trap);

/* operand.c */

/* The instruction word at pc, through the TLBs as they stand; false: not readable. */
bool core_instruction_at(struct core *core, uint64_t pc, uint32_t *ret_word);
/* Where the load or store at pc begins, and whether it stores; false when it is none. */
bool core_operand_address(struct core *core, uint64_t pc, uint64_t *ret_address, bool *ret_store);
/* The address for FAR_EL1 of an access in that page by the instruction at the source's pc. */
va_t core_exact_address(void *ctx, va_t page, enum access access);

/* account.c */

/* Charges the running block up to (not including) instruction `index`. */
void core_charge_to(struct core *core, uint32_t index);
/* Charges the rest of it: it ran to its end. */
void core_charge_rest(struct core *core);
/* Leaves the block after an interruption at pc: what ran is charged. */
void core_charge_interrupted(struct core *core, uint64_t pc);
/* The load or store at pc faulted: its attempt is an access, though nothing was executed. */
void core_charge_attempt(struct core *core, uint64_t pc);
/* Index in the running block of the instruction at pc, at most its count. */
uint32_t core_block_index(const struct core *core, uint64_t pc);
/* Cycles that are no instruction's: stalls, exception entry. */
void core_stall(struct core *core, uint64_t cycles);
/* Sends what was charged as an EXEC event. */
void core_tell_executed(struct core *core);

/* vectors.c */

/* The PC is misaligned: its own exception class, before any translation of it. */
void core_enter_pc_alignment(struct core *core, uint64_t pc);
void core_enter_abort(struct core *core, const struct fault *fault, uint64_t pc);
/* A synchronous exception with syndrome esr; FAR_EL1 is left alone. */
void core_enter_exception(struct core *core, uint32_t esr, uint64_t pc);
uint32_t core_undefined_syndrome(void);

/* The same for an interrupt: between two instructions, pc is the next one. */
void core_enter_interrupt(struct core *core, uint64_t pc);

/* interrupt.c */

/* Whether an interrupt is to be taken before the next instruction. */
bool core_interrupt_due(struct core *core);
/* Takes it, if so. */
void core_take_interrupt(struct core *core);
/* The core's timers have reached its clock: their lines follow. */
void core_sync_timers(struct core *core);
/* The clock at which a timer of the core will raise its line; UINT64_MAX: none will. */
uint64_t core_next_timer(const struct core *core);
uint64_t core_timer_read(struct core *core, enum core_timer id, enum timer_register reg);
void core_timer_write(struct core *core, enum core_timer id, enum timer_register reg,
                      uint64_t value);

/* The registers of a GICv3's CPU interface; what interrupts whom follows. */
uint64_t core_gic_read(struct core *core, enum gic_register reg);
void core_gic_write(struct core *core, enum gic_register reg, uint64_t value);
/* A store to GICD_SGIR or ICC_SGI1R_EL1 is an interrupt to other cores: tells it. */
void core_tell_ipi(struct core *core, uint64_t value);

/* sysreg.c */

/* Whether the machine has that register at all: with a GICv2, and with a GICv3. */
bool core_sysreg_exists(struct engine_sysreg reg, bool write);
bool core_sysreg_exists_with_gic(struct engine_sysreg reg, bool write);
enum engine_verdict core_sysreg_write(struct core *core, struct engine_sysreg reg, uint64_t value);
enum engine_verdict core_sysreg_read(struct core *core, struct engine_sysreg reg,
                                     uint64_t *ret_value);

/* broadcast.c */

/* The other cores that are on are to serve the operation; fills in what *told says of it. */
void core_broadcast(struct core *core, const struct tlbi *op, struct event_tlbi *told);
/* Before the core runs: it serves what is due, and its slice ends where more will be. */
void core_serve_broadcasts(struct core *core);
/* DSB: waits for the core's broadcasts, as far as its CRm field `option` says. */
void core_data_barrier(struct core *core, unsigned option);

/* translate.c */

bool core_is_address_translate(struct engine_sysreg reg);
/* Result in PAR_EL1, or a pending abort. */
void core_address_translate(struct core *core, struct engine_sysreg reg, uint64_t xt);

/* sysop.c */

enum engine_verdict core_system_operation(struct core *core, struct engine_sysreg reg, uint64_t xt);

/* device.c */

uint64_t core_device_read(struct core *core, uint64_t pa, unsigned size);
void core_device_write(struct core *core, uint64_t pa, unsigned size, uint64_t value);

/* span.c */

/* A round of shootdown interrupts begins, to so many cores; 0: it is over. */
void core_mark_round(struct core *core, uint32_t targets);
/* The core waits for a lock; it has taken one. */
void core_mark_lock_wait(struct core *core, uint32_t lock);
void core_mark_lock(struct core *core, uint32_t lock);
/* watch.c */

/* A store is about to happen, in a machine that watches its tables. */
void core_store(void *ctx, uint64_t pa, unsigned size, uint64_t value);

/* psci.c */

/* The HVC of a PSCI call: function in W0, arguments in X1.., result in X0. */
void core_psci_call(struct core *core);
