/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loops run through the same few instructions: their texts are kept in a small cache. */
#include "trace_where.h"

#include "disasm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CACHE_SIZE 4096 /* a power of two */
#define TEXT_MAX_BYTES 120
#define INSN_BYTES 4

struct trace_where {
    const struct trace_header *header;
    struct disasm *disasm;
    struct cached {
        uint64_t pc;
        char text[TEXT_MAX_BYTES]; /* empty: nothing cached */
        size_t instruction; /* where it begins in the text */
    } cache[CACHE_SIZE];
};

struct trace_where *trace_where_create(const struct trace_header *header)
{
    struct trace_where *where = calloc(1, sizeof(*where));

    if (where == NULL) {
        return NULL;
    }
    where->header = header;
    where->disasm = disasm_create();
    if (where->disasm == NULL) {
        free(where);
        return NULL;
    }
    return where;
}

void trace_where_destroy(struct trace_where *where)
{
    if (where != NULL) {
        disasm_destroy(where->disasm);
        free(where);
    }
}

const struct trace_symbol *trace_where_symbol(const struct trace_header *header, uint64_t address)
{
    size_t low = 0, high = header->symbol_count;

    /* The first symbol beyond the address. */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (header->symbols[middle].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        return NULL;
    }
    const struct trace_symbol *symbol = &header->symbols[low - 1];
    const bool covers = symbol->size == 0 || address - symbol->address < symbol->size;

    return covers ? symbol : NULL;
}

static bool find_word(const struct trace_header *header, uint64_t pc, uint32_t *ret)
{
    for (size_t i = 0; i < header->code_count; i++) {
        const struct trace_code *code = &header->code[i];
        const uint64_t offset = pc - code->address;

        if (pc >= code->address && code->size >= INSN_BYTES && offset <= code->size - INSN_BYTES) {
            const uint8_t *b = code->bytes + offset;

            *ret =
                (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
            return true;
        }
    }
    return false;
}

static void describe(struct trace_where *where, uint64_t pc, struct cached *ret)
{
    const struct trace_symbol *symbol = trace_where_symbol(where->header, pc);
    char insn[80] = "";
    uint32_t word;

    if (find_word(where->header, pc, &word)) {
        disasm_text(where->disasm, pc, word, insn, sizeof(insn));
    }
    if (symbol != NULL) {
        snprintf(ret->text, TEXT_MAX_BYTES, "%.64s+0x%" PRIx64 "%s%s", symbol->name,
                 pc - symbol->address, insn[0] != '\0' ? ": " : "", insn);
    } else {
        snprintf(ret->text, TEXT_MAX_BYTES, "0x%" PRIx64 "%s%s", pc, insn[0] != '\0' ? ": " : "",
                 insn);
    }
    ret->instruction = strlen(ret->text) - strlen(insn);
}

static const struct cached *look_up(struct trace_where *where, uint64_t pc)
{
    struct cached *slot = &where->cache[pc / INSN_BYTES % CACHE_SIZE];

    if (slot->pc != pc || slot->text[0] == '\0') {
        slot->pc = pc;
        describe(where, pc, slot);
    }
    return slot;
}

const char *trace_where_text(struct trace_where *where, uint64_t pc)
{
    return look_up(where, pc)->text;
}

const char *trace_where_instruction(struct trace_where *where, uint64_t pc)
{
    const struct cached *cached = look_up(where, pc);

    return cached->text + cached->instruction;
}
