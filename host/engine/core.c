/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The core: answers the engine's questions. The engine's page cache mirrors
 * the L1 TLBs, so every question about a page is an L1 miss, a page that the
 * engine forgot by itself, or a fault.
 */
#include "core.h"
#include "machine.h"
#include "probe.h"

#include <assert.h>
#include <string.h>

#define PAGE_MASK 0xfffULL

/* Exceptions in a row without an instruction executed: the vectors are lost. */
#define BARREN_EXCEPTIONS_MAX 8

static bool is_probe(uint64_t address)
{
    return address - PROBE_BASE < PROBE_SIZE;
}

unsigned core_level(struct core *core)
{
    return (engine_pstate(core->engine) >> 2 & 3) != 0;
}

struct mmu_reply core_peek(struct core *core, uint64_t address, enum access access)
{
    struct mmu_request request = {
        .va = va(address), .access = access, .el = (uint8_t)core_level(core)};

    return mmu_peek(core->mmu, &request);
}

/* What the MMU asks of the machine. */

static bool read64(void *ctx, pa_t address, uint64_t *ret_value)
{
    struct core *core = ctx;
    const void *host = machine_ram(core->machine, address.v, sizeof(*ret_value));

    if (host == NULL) {
        return false;
    }
    memcpy(ret_value, host, sizeof(*ret_value));
    return true;
}

static bool bypass(void *ctx, pa_t address)
{
    (void)ctx;
    return is_probe(address.v);
}

static void l1_removed(void *ctx, enum tlb_side side, unsigned slot)
{
    struct core *core = ctx;
    struct mirror_slot *pages = mirror_slot(&core->mirror, side, slot);

    if (pages->many) {
        engine_drop_all(core->engine);
        mirror_clear(&core->mirror);
        return;
    }
    for (unsigned i = 0; i < pages->count; i++) {
        engine_drop_page(core->engine, pages->page[i]);
    }
    pages->count = 0;
}

/* The instruction at pc, through the TLBs as they stand. */
static bool instruction_at(struct core *core, uint64_t pc, uint32_t *ret_word)
{
    struct mmu_reply code = core_peek(core, pc, ACCESS_FETCH);
    const void *host = code.outcome == MMU_MAPPED ? machine_ram(core->machine, code.pa.v, 4) : NULL;

    if (host == NULL) {
        return false;
    }
    memcpy(ret_word, host, sizeof(*ret_word));
    return true;
}

/* Where the load or store at pc begins; false when it is none. */
static bool operand_address(struct core *core, uint64_t pc, uint64_t *ret_address, bool *ret_store)
{
    uint64_t regs[32];
    uint32_t word;

    if (!instruction_at(core, pc, &word)) {
        return false;
    }
    struct disasm_insn insn = block_cache_decode(core->machine->blocks, word);

    if (!insn.load && !insn.store) {
        return false;
    }
    for (unsigned i = 0; i < 31; i++) {
        regs[i] = engine_x(core->engine, i);
    }
    regs[31] = engine_sp(core->engine);
    *ret_address = disasm_address(&insn.memory, regs, pc);
    *ret_store = insn.store;
    return true;
}

/* For FAR_EL1: the engine only knows the page of a data access. */
static va_t exact_address(void *ctx, va_t page, enum access access)
{
    struct core *core = ctx;
    uint64_t address;
    bool store;

    if (access == ACCESS_FETCH) {
        return va(core->source.pc);
    }
    if (!operand_address(core, core->source.pc, &address, &store)) {
        return page;
    }
    /* The second page of an access that crosses: it faults at the page's start. */
    return (address & ~PAGE_MASK) == page.v ? va(address) : page;
}

void core_update_translation(struct core *core)
{
    mmu_set_registers(core->mmu, &core->registers);
    engine_drop_all(core->engine);
    mirror_clear(&core->mirror);
    core->last_block = NULL;
    for (unsigned i = 0; i < CORE_FETCH_PAGES; i++) {
        core->fetch_page[i].va = UINT64_MAX;
    }
}

unsigned core_invalidate(struct core *core, const struct tlbi *op)
{
    return mmu_invalidate(core->mmu, op);
}

/* What the engine asks of the core. */

static struct core_fetch_page *fetch_page_of(struct core *core, uint64_t page)
{
    return &core->fetch_page[page >> 12 & (CORE_FETCH_PAGES - 1)];
}

static void remember_fetch(struct core *core, uint64_t page, uint64_t physical)
{
    *fetch_page_of(core, page) = (struct core_fetch_page){page, physical & ~PAGE_MASK};
    core->last_block = NULL;
}

static bool fetch_physical(struct core *core, uint64_t pc, uint64_t *ret_pa)
{
    const struct core_fetch_page *known = fetch_page_of(core, pc & ~PAGE_MASK);

    if (known->va == (pc & ~PAGE_MASK)) {
        *ret_pa = known->pa | (pc & PAGE_MASK);
        return true;
    }
    struct mmu_reply reply = core_peek(core, pc, ACCESS_FETCH);

    *ret_pa = reply.pa.v;
    return reply.outcome == MMU_MAPPED;
}

static const struct block *find_block(struct core *core, uint64_t pc, uint32_t size)
{
    struct block_cache *blocks = core->machine->blocks;
    uint64_t address;

    if (!fetch_physical(core, pc, &address)) {
        return NULL;
    }
    const struct block *block = block_cache_find(blocks, address, size);

    if (block == NULL) {
        const void *code = machine_ram(core->machine, address, size);

        block = code == NULL ? NULL : block_cache_add(blocks, address, size, code);
    }
    core->last_block = block;
    core->last_pc = pc;
    core->last_size = size;
    return block;
}

/* Whether the core must give way before the block at hand. */
static bool must_stop(const struct core *core)
{
    const struct machine *machine = core->machine;

    if (core->asleep || machine->end != MACHINE_RUNNING) {
        return true;
    }
    return *core->clock >= machine->sched.deadline && core->boundary && !core->resumed;
}

/*
 * The engine has more system registers than the machine, and its hooks cannot
 * make one UNDEFINED. So it stops before such an access: the instructions in
 * front of it run alone, then the exception is entered in its place.
 */
static void approach_forbidden(struct core *core, const struct block *block)
{
    core->limit = block->forbidden;
    core->at_forbidden = block->forbidden == 0;
    engine_stop(core->engine);
}

static void on_block(void *ctx, uint64_t pc, uint32_t size)
{
    struct core *core = ctx;

    core_charge_rest(core);
    if (must_stop(core)) {
        engine_stop(core->engine);
        return;
    }
    const struct block *block = core->last_block;

    if (block == NULL || core->last_pc != pc || core->last_size != size) {
        block = find_block(core, pc, size);
    }
    if (block != NULL && block->forbidden != BLOCK_NONE_FORBIDDEN && core->limit == 0) {
        approach_forbidden(core, block);
        return;
    }
    core->resumed = false;
    core->block_sequence++;
    core->block_pc = pc;
    core->charged = 0;
    core->block = block;
}

static bool refuse(struct core *core, const struct fault *fault)
{
    core->fault = *fault;
    core->fault_pending = true;
    return false;
}

/* No memory and no device there: the access itself aborts. */
static bool refuse_external(struct core *core, const struct mmu_request *request)
{
    struct fault fault = {.va = request->va, .kind = FAULT_EXTERNAL, .access = request->access};

    fault.va = exact_address(core, request->va, request->access);
    source_emit(
        &core->source,
        &(struct event){.kind = EVENT_FAULT,
                        .fault = {.fault = fault, .esr = fault_syndrome(&fault, request->el)}});
    return refuse(core, &fault);
}

/* A further miss of one instruction (an access over two pages) is an access of its own. */
static void count_miss(struct core *core, uint64_t pc)
{
    if (core->miss_sequence == core->block_sequence && core->miss_pc == pc) {
        core->pending.data_accesses++;
    }
    core->miss_sequence = core->block_sequence;
    core->miss_pc = pc;
}

static void settle_before(struct core *core, uint64_t pc, enum access access)
{
    if (access == ACCESS_FETCH) {
        core_charge_rest(core);
    } else if (core->block != NULL) {
        core_charge_to(core, core_block_index(core, pc));
    }
    core->source.pc = pc;
    core->source.cycle = *core->clock;
}

static bool on_fill(void *ctx, uint64_t page, enum access access, struct engine_page *ret)
{
    struct core *core = ctx;
    struct machine *machine = core->machine;
    uint64_t pc = engine_pc(core->engine);
    struct mmu_request request = {
        .va = va(page), .access = access, .el = (uint8_t)core_level(core)};

    settle_before(core, pc, access);
    struct mmu_reply reply = mmu_translate(core->mmu, &request);

    core_stall(core, reply.cycles);
    if (reply.missed && access != ACCESS_FETCH) {
        count_miss(core, pc);
    }
    if (reply.outcome == MMU_FAULT) {
        return refuse(core, &reply.fault);
    }
    uint64_t physical = reply.pa.v & ~PAGE_MASK;
    bool is_ram = physical - MACHINE_RAM_BASE < machine->ram_size;

    if (!is_ram && !is_probe(physical) &&
        (access == ACCESS_FETCH || bus_find(&machine->bus, pa(physical)) == NULL)) {
        return refuse_external(core, &request);
    }
    if (access == ACCESS_FETCH) {
        remember_fetch(core, page, physical);
    } else if (!is_ram) {
        core->device = (struct core_device_access){.page = page, .pc = pc, .valid = true};
    }
    if (reply.mirrored) {
        mirror_add(&core->mirror, access == ACCESS_FETCH ? TLB_SIDE_I : TLB_SIDE_D, reply.slot,
                   page);
    }
    *ret = (struct engine_page){.pa = physical,
                                .readable = reply.readable,
                                .writable = reply.writable,
                                .executable = reply.executable};
    return true;
}

static enum engine_verdict on_sys(void *ctx, struct engine_sysreg reg, uint64_t xt)
{
    return core_system_operation(ctx, reg, xt);
}

static enum engine_verdict on_msr(void *ctx, struct engine_sysreg reg, uint64_t value)
{
    return core_sysreg_write(ctx, reg, value);
}

static enum engine_verdict on_mrs(void *ctx, struct engine_sysreg reg, uint64_t *ret_value)
{
    return core_sysreg_read(ctx, reg, ret_value);
}

static bool is_hvc(struct core *core, uint64_t pc)
{
    uint32_t word;

    return instruction_at(core, pc, &word) && (word & 0xffe0001f) == 0xd4000002;
}

#define EC_SVC 0x15u
#define EC_BRK 0x3cu

/* SVC and BRK carry their immediate, bits [20:5], in the syndrome. */
static uint32_t immediate_syndrome(struct core *core, uint32_t class, uint64_t pc)
{
    uint32_t word = 0;

    instruction_at(core, pc, &word);
    return class << 26 | 1u << 25 | (word >> 5 & 0xffff);
}

static void take_alignment_fault(struct core *core, uint64_t pc)
{
    struct fault fault = {.kind = FAULT_ALIGNMENT, .access = ACCESS_READ};
    uint64_t address = 0;
    bool store = false;

    if (operand_address(core, pc, &address, &store)) {
        fault.va = va(address);
        fault.access = store ? ACCESS_WRITE : ACCESS_READ;
    }
    core->source.pc = pc;
    core->source.cycle = *core->clock;
    source_emit(&core->source,
                &(struct event){
                    .kind = EVENT_FAULT,
                    .fault = {.fault = fault, .esr = fault_syndrome(&fault, core_level(core))}});
    core_enter_abort(core, &fault, pc);
}

static void on_trap(void *ctx, enum engine_trap trap)
{
    struct core *core = ctx;
    uint64_t pc = engine_pc(core->engine);

    switch (trap) {
    case ENGINE_TRAP_SVC: /* the PC is past it already */
        core_charge_interrupted(core, pc);
        core_enter_exception(core, immediate_syndrome(core, EC_SVC, pc - 4), pc);
        return;
    case ENGINE_TRAP_HVC:
        core_charge_interrupted(core, pc);
        core_psci_call(core);
        return;
    case ENGINE_TRAP_UNDEFINED:
        if (core_level(core) == 1 && is_hvc(core, pc)) {
            core_charge_interrupted(core, pc + 4);
            engine_set_pc(core->engine, pc + 4);
            core_psci_call(core);
            return;
        }
        break;
    case ENGINE_TRAP_BRK:
        core_charge_interrupted(core, pc);
        core_enter_exception(core, immediate_syndrome(core, EC_BRK, pc), pc);
        return;
    case ENGINE_TRAP_ALIGNMENT:
        core_charge_attempt(core, pc);
        core_charge_interrupted(core, pc);
        take_alignment_fault(core, pc);
        return;
    case ENGINE_TRAP_SMC: /* there is no level above; the PC is past it */
        pc -= 4;
        break;
    case ENGINE_TRAP_OTHER:
        break;
    }
    core_charge_interrupted(core, pc);
    core_enter_exception(core, core_undefined_syndrome(), pc);
}

static uint64_t on_mmio_read(void *ctx, uint64_t address, unsigned size)
{
    return core_device_read(ctx, address, size);
}

static void on_mmio_write(void *ctx, uint64_t address, unsigned size, uint64_t value)
{
    core_device_write(ctx, address, size, value);
}

static const struct engine_ops core_ops = {
    .block = on_block,
    .fill = on_fill,
    .sys = on_sys,
    .msr = on_msr,
    .mrs = on_mrs,
    .trap = on_trap,
    .mmio_read = on_mmio_read,
    .mmio_write = on_mmio_write,
};

static struct engine *create_engine(struct core *core, const char **ret_reason)
{
    const struct machine *machine = core->machine;
    struct engine_region regions[BUS_MAX_DEVICES + 2];
    size_t count = 0;

    regions[count++] = (struct engine_region){MACHINE_RAM_BASE, machine->ram_size, machine->ram};
    regions[count++] = (struct engine_region){PROBE_BASE, PROBE_SIZE, NULL};
    for (unsigned i = 0; i < machine->bus.count; i++) {
        const struct bus_device *device = &machine->bus.device[i];

        regions[count++] = (struct engine_region){device->base.v, device->size, NULL};
    }
    return engine_create(&core_ops, core, regions, count, ret_reason);
}

/* SCTLR_EL1 out of reset: MMU and caches off, the RES1 bits of Armv8.0. */
#define SCTLR_RESET 0x30d00800ULL
#define PSTATE_RESET 0x3c5u /* EL1h, DAIF masked */

bool core_init(struct core *core, struct machine *machine, unsigned id, const char **ret_reason)
{
    const struct mmu_env env = {.read64 = read64,
                                .bypass = bypass,
                                .l1_removed = l1_removed,
                                .exact_address = exact_address,
                                .ctx = core};

    core->machine = machine;
    core->id = id;
    core->clock = &machine->sched.core[id].clock;
    core->oslsr = 0x8;
    core->source = (struct event_source){.sinks = &machine->sinks, .core = (uint16_t)id};
    core->mmu = mmu_create(&machine->config, &env, &core->source);
    if (core->mmu == NULL ||
        !mirror_init(&core->mirror, machine->config.l1i.entries, machine->config.l1d.entries)) {
        mmu_destroy(core->mmu);
        core->mmu = NULL;
        *ret_reason = "out of memory";
        return false;
    }
    core->engine = create_engine(core, ret_reason);
    if (core->engine == NULL) {
        core_finish(core);
        return false;
    }
    core->registers.sctlr_el1 = SCTLR_RESET;
    core_update_translation(core);
    return true;
}

void core_reset(struct core *core)
{
    struct tlbi all;
    bool known = tlbi_decode(0, 7, 0, 0, &all); /* VMALLE1 */

    assert(known);
    (void)known;
    core->source.cycle = *core->clock;
    core->source.pc = 0;
    core_invalidate(core, &all);
    core->registers = (struct mmu_registers){.sctlr_el1 = SCTLR_RESET};
    core_update_translation(core);
    engine_enter(core->engine, PSTATE_RESET, 0);
}

void core_finish(struct core *core)
{
    engine_destroy(core->engine);
    mmu_destroy(core->mmu);
    mirror_finish(&core->mirror);
    core->engine = NULL;
    core->mmu = NULL;
}

/* After the engine came back: what ran is charged, what happened is served. */
static enum core_stop after_run(struct core *core, enum engine_exit exit)
{
    uint64_t pc = engine_pc(core->engine);

    if (exit == ENGINE_EXIT_FAULT && core->fault_pending) {
        core->fault_pending = false;
        if (core->fault.access != ACCESS_FETCH) {
            core_charge_attempt(core, pc);
        }
        core_charge_interrupted(core, pc);
        core_enter_abort(core, &core->fault, pc);
        return core->barren_exceptions > BARREN_EXCEPTIONS_MAX ? CORE_STOP_LOST : CORE_STOP_SLICE;
    }
    core_charge_interrupted(core, pc);
    if (core->at_forbidden) {
        core->at_forbidden = false;
        core_enter_exception(core, core_undefined_syndrome(), pc);
    }
    return exit == ENGINE_EXIT_STOPPED ? CORE_STOP_SLICE : CORE_STOP_ERROR;
}

enum core_stop core_run(struct core *core)
{
    struct machine *machine = core->machine;
    enum core_stop stop = CORE_STOP_SLICE;

    if (core->code_stale) {
        engine_drop_code(core->engine);
        core->code_stale = false;
    }
    core->asleep = false;
    core->resumed = true;
    do {
        uint32_t limit = core->limit;
        enum engine_exit exit = engine_run(core->engine, limit);

        if (limit != 0) {
            core->limit = 0;
        }
        stop = after_run(core, exit);
    } while (stop == CORE_STOP_SLICE && !core->asleep && machine->end == MACHINE_RUNNING &&
             (*core->clock < machine->sched.deadline || !core->boundary || core->resumed));
    return stop;
}
