/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine asks for a page. Its page cache mirrors the L1 TLBs, so this is
 * an L1 miss, a page that the engine forgot by itself, or a fault.
 */
#include "core.h"
#include "hot.h"
#include "machine.h"

static bool refuse(struct core *core, const struct fault *fault)
{
    core->fault = *fault;
    core->fault_pending = true;
    return false;
}

/* No memory and no device there, or a fetch from a device: the access itself aborts. */
static bool refuse_external(struct core *core, const struct mmu_request *request)
{
    struct fault fault = {.va = request->va, .kind = FAULT_EXTERNAL, .access = request->access};

    fault.va = core_exact_address(core, request->va, request->access);
    source_emit(
        &core->source,
        &(struct event){.kind = EVENT_FAULT,
                        .fault = {.fault = fault, .esr = fault_syndrome(&fault, request->el)}});
    return refuse(core, &fault);
}

static bool is_device(const struct machine *machine, uint64_t physical)
{
    return core_is_probe(physical) || bus_find(&machine->bus, pa(physical)) != NULL;
}

/* The instruction that asks. A block's only load or store is known without asking the engine. */
static uint64_t pc_of(struct core *core, enum access access)
{
    const struct block *block = core->block;

    if (access != ACCESS_FETCH && block != NULL && block->accesses == 1 && block->unknown == 0) {
        return core->block_pc + 4ULL * block->last_access;
    }
    return engine_pc(core->engine);
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

/* LDTR and STTR: the engine tells the page and not the instruction. */
static bool is_unprivileged(struct core *core, uint64_t pc)
{
    uint32_t word;

    if (core->block != NULL) {
        uint32_t index = core_block_index(core, pc);

        return index < core->block->count && core->block->insn[index].unprivileged != 0;
    }
    return core_instruction_at(core, pc, &word) &&
           block_cache_decode(core->machine->blocks, word).unprivileged;
}

/* The engine is slow to tell PSTATE; it stands until a block that may change it, or an exception.
 */
static struct core_view view_of(struct core *core)
{
    if (!core->view.known) {
        uint32_t pstate = engine_pstate(core->engine);

        core->view = (struct core_view){
            .el = core_level_of(pstate),
            .pan = (pstate & CORE_PSTATE_PAN) != 0,
            .known = core->block != NULL && !core->block->moves,
        };
    }
    return core->view;
}

static struct mmu_request request_of(struct core *core, uint64_t pc, uint64_t page,
                                     enum access access)
{
    struct core_view view = view_of(core);

    return (struct mmu_request){
        .va = va(page),
        .access = access,
        .el = view.el,
        .pan = view.pan,
        .unprivileged = access != ACCESS_FETCH && is_unprivileged(core, pc),
    };
}

/* A page of RAM: never to be written and executed at once, see codeguard.h. */
static void guard_code(struct core *core, uint64_t page, enum access access,
                       struct engine_page *answer)
{
    struct codeguard *guard = core->machine->guard;
    struct codeguard_holder holder = {.core = core->id, .va = page};
    uint64_t offset = answer->pa - MACHINE_RAM_BASE;

    if (access == ACCESS_FETCH) {
        codeguard_execute(guard, offset, holder, &answer->pa);
    } else if (access == ACCESS_WRITE) {
        codeguard_write(guard, offset, holder);
    } else if ((answer->rights & PERM_WRITE) != 0 && !codeguard_read(guard, offset, holder)) {
        answer->rights &= (uint8_t)~PERM_WRITE;
    }
}

HOT bool core_fill(void *ctx, uint64_t page, enum access access, struct engine_page *ret)
{
    struct core *core = ctx;
    struct machine *machine = core->machine;
    uint64_t pc = pc_of(core, access);

    settle_before(core, pc, access);
    if (core_misaligned(pc)) {
        return false;
    }
    struct mmu_request request = request_of(core, pc, page, access);
    struct mmu_reply reply = mmu_translate(core->mmu, &request);

    core_check_mirror(core);
    core_stall(core, reply.cycles);
    if (reply.missed && access != ACCESS_FETCH) {
        count_miss(core, pc);
    }
    if (reply.outcome == MMU_FAULT) {
        return refuse(core, &reply.fault);
    }
    uint64_t physical = reply.pa.v & ~CORE_PAGE_MASK;
    bool is_ram = physical - MACHINE_RAM_BASE < machine->ram_size;

    if (!is_ram && (access == ACCESS_FETCH || !is_device(machine, physical))) {
        return refuse_external(core, &request);
    }
    if (access == ACCESS_FETCH) {
        core_remember_fetch(core, page, physical);
    } else if (!is_ram) {
        core->device = (struct core_device_access){.page = page, .pc = pc, .valid = true};
    }
    if (reply.mirrored) {
        mirror_add(&core->mirror, access == ACCESS_FETCH ? TLB_SIDE_I : TLB_SIDE_D, reply.slot,
                   page);
    }
    *ret = (struct engine_page){.pa = physical, .rights = reply.rights};
    if (is_ram) {
        guard_code(core, page, access, ret);
    }
    return true;
}
