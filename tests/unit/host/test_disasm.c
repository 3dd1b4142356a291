/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The decoder against a table of encodings made by an assembler, and against
 * Capstone's own view of memory operands over random words.
 */
#include "disasm.h"

#include "prng.h"
#include "suite.h"

#include <capstone/capstone.h>

#include <stdio.h>

/* The vocabulary of disasm_insns.def. */
#define OFFSET(reg, bytes) .base = reg, .index = DISASM_REG_NONE, .displacement = bytes
#define POST(reg, bytes) OFFSET(reg, bytes), .post_index = true
#define INDEXED(reg, rm, mode, by) .base = reg, .index = rm, .extend = DISASM_##mode, .shift = by
#define POST_INDEXED(reg, rm) INDEXED(reg, rm, UXTX, 0), .post_index = true
#define ACCESS(bytes, times, ...) .memory = {__VA_ARGS__, .size = bytes, .count = times}

#define PLAIN(class)                                                                               \
    {                                                                                              \
        .cost = COST_##class                                                                       \
    }
#define LOAD(class, where, bytes, times)                                                           \
    {                                                                                              \
        .cost = COST_##class, .load = true, ACCESS(bytes, times, where)                            \
    }
#define STORE(class, where, bytes, times)                                                          \
    {                                                                                              \
        .cost = COST_##class, .store = true, ACCESS(bytes, times, where)                           \
    }
#define UPDATE(where, bytes, times)                                                                \
    {                                                                                              \
        .cost = COST_ATOMIC, .load = true, .store = true, ACCESS(bytes, times, where)              \
    }
#define USER_LOAD(where, bytes)                                                                    \
    {                                                                                              \
        .cost = COST_LOAD, .load = true, .unprivileged = true, ACCESS(bytes, 1, where)             \
    }
#define USER_STORE(where, bytes)                                                                   \
    {                                                                                              \
        .cost = COST_STORE, .store = true, .unprivileged = true, ACCESS(bytes, 1, where)           \
    }
#define ZERO(reg)                                                                                  \
    {                                                                                              \
        .cost = COST_STORE, .kind = DISASM_CACHE, .store = true, ACCESS(0, 1, OFFSET(reg, 0))      \
    }
#define CONTROL(what, class, ends)                                                                 \
    {                                                                                              \
        .kind = DISASM_##what, .cost = COST_##class, .ends_block = ends                            \
    }
#define BARRIER(what, crm)                                                                         \
    {                                                                                              \
        .kind = DISASM_##what, .cost = COST_OTHER, .option = crm                                   \
    }

static const struct {
    uint32_t word;
    const char *text;
    struct disasm_insn want;
} table[] = {
#define INSN(word, text, ...) {word, text, __VA_ARGS__},
#include "disasm_insns.def"
#undef INSN
};

#define TABLE_COUNT (sizeof(table) / sizeof(table[0]))

static void describe(const struct disasm_insn *insn, char *text, size_t cap)
{
    const struct disasm_memory *memory = &insn->memory;

    snprintf(text, cap,
             "cost %u kind %u load %d store %d user %d ends %d unknown %d option %u "
             "base %u index %u extend %u shift %u disp %lld post %d size %u count %u",
             insn->cost, insn->kind, insn->load, insn->store, insn->unprivileged, insn->ends_block,
             insn->unknown, insn->option, memory->base, memory->index, memory->extend,
             memory->shift, (long long)memory->displacement, memory->post_index, memory->size,
             memory->count);
}

START_TEST(decode_of_every_class_matches_table)
{
    struct disasm *disasm = disasm_create();

    for (size_t i = 0; i < TABLE_COUNT; i++) {
        const struct disasm_insn insn = disasm_decode(disasm, table[i].word);
        char got[256], want[256];

        describe(&insn, got, sizeof(got));
        describe(&table[i].want, want, sizeof(want));
        ck_assert_msg(strcmp(got, want) == 0, "%s\n  got  %s\n  want %s", table[i].text, got, want);
    }
    disasm_destroy(disasm);
}
END_TEST

START_TEST(decode_of_no_instruction_is_unknown_other)
{
    static const uint32_t words[] = {
        0xffffffff, 0x04000000, /* SVE: not in the machine, whatever the disassembler knows */
        0x1c0001ff | 0xc0000000, /* LDR literal, V, opc 3 */
        0xe8000000, /* pair with opc 3 */
    };
    struct disasm *disasm = disasm_create();

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const struct disasm_insn insn = disasm_decode(disasm, words[i]);

        ck_assert_msg(insn.unknown, "%08x", words[i]);
        ck_assert_uint_eq(insn.cost, COST_OTHER);
        ck_assert(!insn.load && !insn.store && !insn.ends_block);
    }
    disasm_destroy(disasm);
}
END_TEST

START_TEST(text_of_instruction_is_readable)
{
    struct disasm *disasm = disasm_create();
    char text[64];

    disasm_text(disasm, 0, 0xf9400420, text, sizeof(text));
    ck_assert_str_eq(text, "ldr x0, [x1, #8]");
    disasm_text(disasm, 0xffff800000001000, 0x14000002, text, sizeof(text));
    ck_assert_str_eq(text, "b #0xffff800000001008");
    disasm_text(disasm, 0, 0xd503201f, text, sizeof(text));
    ck_assert_str_eq(text, "nop");
    disasm_text(disasm, 0, 0xffffffff, text, sizeof(text));
    ck_assert_str_eq(text, ".word 0xffffffff");
    disasm_text(disasm, 0, 0xf9400420, text, 4);
    ck_assert_str_eq(text, "ldr");
    disasm_destroy(disasm);
}
END_TEST

START_TEST(address_follows_registers)
{
    static const struct {
        struct disasm_memory memory;
        uint64_t want;
    } cases[] = {
        {{OFFSET(1, -16)}, 0xffff800000000ff0},
        {{OFFSET(31, 8)}, 0x4008},
        {{OFFSET(DISASM_REG_PC, -8)}, 0x7ff8},
        {{OFFSET(DISASM_REG_NONE, 0)}, 0},
        {{POST(1, 64)}, 0xffff800000001000},
        {{INDEXED(1, 2, UXTX, 3)}, 0xffff800000001000 + (0xfffffffffffffffeULL << 3)},
        {{INDEXED(1, 2, SXTX, 0)}, 0xffff800000000ffe},
        {{INDEXED(1, 2, UXTW, 1)}, 0xffff800000001000 + 2 * 0xfffffffeULL},
        {{INDEXED(1, 2, SXTW, 2)}, 0xffff800000000ff8},
        {{POST_INDEXED(1, 2)}, 0xffff800000001000},
    };
    const uint64_t regs[32] = {[1] = 0xffff800000001000, [2] = 0xfffffffffffffffe, [31] = 0x4000};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const uint64_t got = disasm_address(&cases[i].memory, regs, 0x8000);

        ck_assert_msg(got == cases[i].want, "case %zu: %llx", i, (unsigned long long)got);
    }
}
END_TEST

/* Capstone's number of a general register, as ours; -1 for anything else. */
static int general_register(arm64_reg reg)
{
    if (reg >= ARM64_REG_X0 && reg <= ARM64_REG_X28) {
        return (int)(reg - ARM64_REG_X0);
    }
    if (reg >= ARM64_REG_W0 && reg <= ARM64_REG_W30) {
        return (int)(reg - ARM64_REG_W0);
    }
    switch (reg) {
    case ARM64_REG_X29:
        return 29;
    case ARM64_REG_X30:
        return 30;
    case ARM64_REG_SP:
        return DISASM_REG_SP;
    case ARM64_REG_INVALID:
    case ARM64_REG_XZR:
    case ARM64_REG_WZR:
        return DISASM_REG_NONE;
    default:
        return -1;
    }
}

/* Memory tags, memory copies, 64-byte accesses: not in the machine, so unknown on purpose. */
static bool is_left_out(uint32_t word)
{
    return (word & 0xff200000) == 0xd9200000 || (word & 0x3b200c00) == 0x19000400 ||
           (word & 0xffe08c00) == 0xf8208000;
}

static void compare_operand(uint32_t word, const cs_insn *insn, const cs_arm64_op *op)
{
    const struct disasm_insn mine = disasm_classify(word);

    if (mine.unknown) {
        ck_assert_msg(is_left_out(word), "%08x %s %s is unknown", word, insn->mnemonic,
                      insn->op_str);
        return;
    }
    ck_assert_msg(mine.load || mine.store || mine.cost == COST_LOAD, "%08x %s %s is no access",
                  word, insn->mnemonic, insn->op_str);
    if (!mine.load && !mine.store) {
        ck_assert_msg(strncmp(insn->mnemonic, "prf", 3) == 0, "%08x %s", word, insn->mnemonic);
        return;
    }
    ck_assert_msg(mine.memory.base == general_register(op->mem.base), "%08x %s %s: base", word,
                  insn->mnemonic, insn->op_str);
    if (!mine.memory.post_index) {
        ck_assert_msg(mine.memory.index == general_register(op->mem.index), "%08x %s %s: index",
                      word, insn->mnemonic, insn->op_str);
        ck_assert_msg(mine.memory.displacement == op->mem.disp, "%08x %s %s: displacement", word,
                      insn->mnemonic, insn->op_str);
    }
}

/* A word of the loads and stores, whose bits [28:25] are x1x0. */
static uint32_t random_memory_word(struct prng *prng)
{
    return ((uint32_t)prng_next(prng) & ~0x0a000000u) | 0x08000000;
}

START_TEST(operand_of_random_words_agrees_with_capstone)
{
    struct prng prng = {prng_test_seed(1)};
    unsigned compared = 0;
    csh handle;

    ck_assert_int_eq(cs_open(CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN, &handle), CS_ERR_OK);
    cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
    for (unsigned i = 0; i < 300000; i++) {
        const uint32_t word = random_memory_word(&prng);
        cs_insn *insn;

        if (cs_disasm(handle, (const uint8_t *)&word, sizeof(word), 0, 1, &insn) == 0) {
            continue;
        }
        for (unsigned n = 0; n < insn->detail->arm64.op_count; n++) {
            const cs_arm64_op *op = &insn->detail->arm64.operands[n];

            if (op->type == ARM64_OP_MEM) {
                compare_operand(word, insn, op);
                compared++;
            }
        }
        cs_free(insn, 1);
    }
    cs_close(&handle);
    ck_assert_uint_gt(compared, 50000);
}
END_TEST

int main(void)
{
    return suite_run(
        "disasm", (const TTest *const[]){decode_of_every_class_matches_table,
                                         decode_of_no_instruction_is_unknown_other,
                                         text_of_instruction_is_readable, address_follows_registers,
                                         operand_of_random_words_agrees_with_capstone, NULL});
}
