/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text by Capstone, which also judges whether a word is an instruction; what
 * the instruction means is read from its encoding in disasm_class.c.
 */
#include "disasm.h"

#include <capstone/capstone.h>

#include <stdio.h>
#include <stdlib.h>

#define INSN_BYTES 4

struct disasm {
    csh handle;
    cs_insn *insn; /* reused for every word */
};

struct disasm *disasm_create(void)
{
    struct disasm *disasm = calloc(1, sizeof(*disasm));

    if (disasm == NULL) {
        return NULL;
    }
    if (cs_open(CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN, &disasm->handle) != CS_ERR_OK) {
        free(disasm);
        return NULL;
    }
    disasm->insn = cs_malloc(disasm->handle);
    if (disasm->insn == NULL) {
        cs_close(&disasm->handle);
        free(disasm);
        return NULL;
    }
    return disasm;
}

void disasm_destroy(struct disasm *disasm)
{
    if (disasm == NULL) {
        return;
    }
    cs_free(disasm->insn, 1);
    cs_close(&disasm->handle);
    free(disasm);
}

static bool disassemble(struct disasm *disasm, uint64_t pc, uint32_t word)
{
    const uint8_t bytes[INSN_BYTES] = {(uint8_t)word, (uint8_t)(word >> 8), (uint8_t)(word >> 16),
                                       (uint8_t)(word >> 24)};
    const uint8_t *code = bytes;
    size_t size = sizeof(bytes);

    return cs_disasm_iter(disasm->handle, &code, &size, &pc, disasm->insn);
}

struct disasm_insn disasm_decode(struct disasm *disasm, uint32_t word)
{
    if (!disassemble(disasm, 0, word)) {
        return (struct disasm_insn){.cost = COST_OTHER, .unknown = true};
    }
    return disasm_classify(word);
}

void disasm_text(struct disasm *disasm, uint64_t pc, uint32_t word, char *ret_text, size_t cap)
{
    if (!disassemble(disasm, pc, word)) {
        snprintf(ret_text, cap, ".word 0x%08x", word);
        return;
    }
    snprintf(ret_text, cap, "%s%s%s", disasm->insn->mnemonic,
             disasm->insn->op_str[0] != '\0' ? " " : "", disasm->insn->op_str);
}

const char *disasm_version(void)
{
    static char text[32];
    int major, minor;

    cs_version(&major, &minor);
    snprintf(text, sizeof(text), "%d.%d", major, minor);
    return text;
}

static uint64_t extended_index(const struct disasm_memory *memory, uint64_t index)
{
    switch ((enum disasm_extend)memory->extend) {
    case DISASM_UXTW:
        return (uint64_t)(uint32_t)index << memory->shift;
    case DISASM_SXTW:
        return (uint64_t)(int64_t)(int32_t)(uint32_t)index << memory->shift;
    case DISASM_UXTX:
    case DISASM_SXTX:
        break;
    }
    return index << memory->shift;
}

uint64_t disasm_address(const struct disasm_memory *memory, const uint64_t regs[32], uint64_t pc)
{
    uint64_t base = 0;

    if (memory->base == DISASM_REG_PC) {
        base = pc;
    } else if (memory->base != DISASM_REG_NONE) {
        base = regs[memory->base];
    }
    if (memory->post_index) {
        return base;
    }
    if (memory->index != DISASM_REG_NONE) {
        base += extended_index(memory, regs[memory->index]);
    }
    return base + (uint64_t)memory->displacement;
}
