/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the instruction at the PC accesses: the engine only tells the page. */
#include "core.h"
#include "machine.h"

#include <string.h>

bool core_instruction_at(struct core *core, uint64_t pc, uint32_t *ret_word)
{
    struct mmu_reply code = core_peek(core, pc, ACCESS_FETCH);
    const void *host = code.outcome == MMU_MAPPED ? machine_ram(core->machine, code.pa.v, 4) : NULL;

    if (host == NULL) {
        return false;
    }
    memcpy(ret_word, host, sizeof(*ret_word));
    return true;
}

bool core_operand_address(struct core *core, uint64_t pc, uint64_t *ret_address, bool *ret_store)
{
    uint64_t regs[32];
    uint32_t word;

    if (!core_instruction_at(core, pc, &word)) {
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

va_t core_exact_address(void *ctx, va_t page, enum access access)
{
    struct core *core = ctx;
    uint64_t address;
    bool store;

    if (access == ACCESS_FETCH) {
        return va(core->source.pc);
    }
    if (!core_operand_address(core, core->source.pc, &address, &store)) {
        return page;
    }
    /* The second page of an access that crosses: it faults at the page's start. */
    return (address & ~CORE_PAGE_MASK) == page.v ? va(address) : page;
}
