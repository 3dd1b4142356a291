/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an instruction of each kind may hold stands in one table; the checks are
 * a loop over the instructions. All sums are 64 bits of 32-bit numbers, so none
 * can wrap.
 */
#include "run/program_check.h"

#include "lib/kernel.h"
#include "lib/printf.h"

/* Operands that an instruction uses. */
enum {
    DST = 1,
    DST_PAIR = 2, /* dst and dst + 1 */
    A = 4,
    B = 8,
    C = 16,
};

enum imm_kind { IMM_ZERO, IMM_ANY, IMM_TARGET, IMM_BARRIER, IMM_PHASE, IMM_TLBI, IMM_FAULT };

enum flags_kind { FLAGS_ZERO, FLAGS_CORES, FLAGS_TOUCH, FLAGS_EXPECT, FLAGS_PROTECT };

struct shape {
    uint8_t operands;
    uint8_t imm; /* enum imm_kind */
    uint8_t flags; /* enum flags_kind */
};

static const struct shape shapes[PROGRAM_OP_COUNT] = {
    [PROGRAM_OP_END] = {0},
    [PROGRAM_OP_LDI] = {DST, IMM_ANY, FLAGS_ZERO},
    [PROGRAM_OP_MOV] = {DST | A, IMM_ZERO, FLAGS_ZERO},
    [PROGRAM_OP_ADD] = {DST | A | B, IMM_ZERO, FLAGS_ZERO},
    [PROGRAM_OP_SUB] = {DST | A | B, IMM_ZERO, FLAGS_ZERO},
    [PROGRAM_OP_MUL] = {DST | A | B, IMM_ZERO, FLAGS_ZERO},
    [PROGRAM_OP_DIV] = {DST | A | B, IMM_ZERO, FLAGS_ZERO},
    [PROGRAM_OP_MOD] = {DST | A | B, IMM_ZERO, FLAGS_ZERO},
    [PROGRAM_OP_RANDOM] = {DST | A | B, IMM_ZERO, FLAGS_ZERO},
    [PROGRAM_OP_CPU] = {DST, IMM_ZERO, FLAGS_ZERO},
    [PROGRAM_OP_JUMP] = {0, IMM_TARGET, FLAGS_ZERO},
    [PROGRAM_OP_JZ] = {A, IMM_TARGET, FLAGS_ZERO},
    [PROGRAM_OP_BARRIER] = {0, IMM_BARRIER, FLAGS_CORES},
    [PROGRAM_OP_PHASE_BEGIN] = {0, IMM_PHASE, FLAGS_ZERO},
    [PROGRAM_OP_PHASE_END] = {0, IMM_PHASE, FLAGS_ZERO},
    [PROGRAM_OP_VMALLOC] = {DST | DST_PAIR | A, IMM_ZERO, FLAGS_ZERO},
    [PROGRAM_OP_VFREE] = {A, IMM_ZERO, FLAGS_ZERO},
    [PROGRAM_OP_TOUCH] = {A | B | C, IMM_ZERO, FLAGS_TOUCH},
    [PROGRAM_OP_LOAD] = {DST | A | C, IMM_FAULT, FLAGS_EXPECT},
    [PROGRAM_OP_STORE] = {A | B, IMM_FAULT, FLAGS_EXPECT},
    [PROGRAM_OP_EXEC] = {A, IMM_FAULT, FLAGS_EXPECT},
    [PROGRAM_OP_PROTECT] = {A, IMM_ZERO, FLAGS_PROTECT},
    [PROGRAM_OP_TLBI] = {A, IMM_TLBI, FLAGS_ZERO},
    [PROGRAM_OP_PURGE] = {0},
    [PROGRAM_OP_PURGE_LOCAL] = {0},
};

/* Ops stand in scripts and have a site; the rest is between them. */
static bool has_site(unsigned op)
{
#define KIND_CONTROL false
#define KIND_OP true
#define PROGRAM_OP(NAME, text, kind, description) [PROGRAM_OP_##NAME] = KIND_##kind,
    static const bool ops[] = {
#include "abi/program.def"
    };
#undef PROGRAM_OP
#undef KIND_OP
#undef KIND_CONTROL
    return ops[op];
}

const char *program_op_text(unsigned op)
{
#define PROGRAM_OP(NAME, text, kind, description) [PROGRAM_OP_##NAME] = text,
    static const char *const texts[] = {
#include "abi/program.def"
    };
#undef PROGRAM_OP
    return op < PROGRAM_OP_COUNT ? texts[op] : "?";
}

/* NULL, or what is wrong. */
static const char *header_fault(const struct program_header *header, uint64_t size)
{
    if (header->magic != PROGRAM_MAGIC) {
        return "no op program: its first bytes differ";
    }
    if (header->version != PROGRAM_VERSION) {
        return "its version is not the one this firmware runs";
    }
    if (header->size < sizeof(*header) || header->size > size) {
        return "it is cut short";
    }
    if (header->allocator < PROGRAM_ALLOCATOR_VMLIST ||
        header->allocator > PROGRAM_ALLOCATOR_NODES) {
        return "its allocator is unknown";
    }
    if (header->shootdown < PROGRAM_SHOOTDOWN_BROADCAST ||
        header->shootdown > PROGRAM_SHOOTDOWN_FULL) {
        return "its shootdown strategy is unknown";
    }
    if (header->lazy > 1) {
        return "its laziness is neither 0 nor 1";
    }
    if (header->stream_count > PROGRAM_MAX_CPUS) {
        return "it has more streams than cores can be";
    }
    if (header->shared_slots > PROGRAM_MAX_SLOTS || header->own_slots > PROGRAM_MAX_SLOTS) {
        return "it has more slots than operands can name";
    }
    return NULL;
}

/* A section of `count` items lies in the program, behind the header. */
static bool section_fits(const struct program_header *header, uint32_t offset, uint32_t count,
                         size_t item)
{
    return IS_ALIGNED(offset, 8u) && offset >= sizeof(*header) &&
           offset + (uint64_t)count * item <= header->size;
}

static const char *sections_fault(const struct program_header *header)
{
    if (!section_fits(header, header->stream_offset, header->stream_count,
                      sizeof(struct program_stream))) {
        return "its streams lie outside";
    }
    if (!section_fits(header, header->insn_offset, header->insn_count,
                      sizeof(struct program_insn))) {
        return "its instructions lie outside";
    }
    if (!section_fits(header, header->site_offset, header->site_count,
                      sizeof(struct program_site))) {
        return "its sites lie outside";
    }
    if (!section_fits(header, header->string_offset, header->string_size, 1)) {
        return "its strings lie outside";
    }
    return NULL;
}

/* The last character of the strings ends one. */
static const char *strings_fault(const struct program_header *header)
{
    const char *strings = (const char *)header + header->string_offset;
    if (header->string_size != 0 && strings[header->string_size - 1] != '\0') {
        return "its last string does not end";
    }
    return NULL;
}

/* `count` slots from `slot` on are in its array. */
static bool slots_fit(const struct program_header *header, unsigned slot, unsigned count)
{
    const uint32_t index = slot & ~PROGRAM_SHARED;
    return index + count <= (slot & PROGRAM_SHARED ? header->shared_slots : header->own_slots);
}

static bool operand_fits(const struct program_header *header, bool used, unsigned slot)
{
    return used ? slots_fit(header, slot, 1) : slot == 0;
}

static const char *operand_fault(const struct program_header *header,
                                 const struct program_insn *insn)
{
    const struct shape *shape = &shapes[insn->op];
    /* A load needs c only for a value to compare with. */
    const bool expects_value = (insn->flags & PROGRAM_EXPECT_MASK) == PROGRAM_EXPECT_VALUE;
    const bool uses_c = shape->operands & C && (insn->op != PROGRAM_OP_LOAD || expects_value);
    if (!operand_fits(header, shape->operands & DST, insn->dst)) {
        return "bad destination";
    }
    if (shape->operands & DST_PAIR && !slots_fit(header, insn->dst, 2)) {
        return "bad second destination";
    }
    if (!operand_fits(header, shape->operands & A, insn->a)) {
        return "bad first operand";
    }
    if (!operand_fits(header, shape->operands & B, insn->b)) {
        return "bad second operand";
    }
    return operand_fits(header, uses_c, insn->c) ? NULL : "bad third operand";
}

static bool fault_fits(const struct program_insn *insn)
{
    if ((insn->flags & PROGRAM_EXPECT_MASK) != PROGRAM_EXPECT_FAULT) {
        return insn->imm == 0;
    }
    const unsigned level = PROGRAM_FAULT_LEVEL(insn->imm);
    return insn->imm >> 16 == 0 && PROGRAM_FAULT_KIND(insn->imm) <= PROGRAM_FAULT_EXTERNAL &&
           (level <= 3 || level == PROGRAM_LEVEL_ANY);
}

static bool imm_fits(const struct program_header *header, const struct program_insn *insn)
{
    switch ((enum imm_kind)shapes[insn->op].imm) {
    case IMM_ZERO:
        return insn->imm == 0;
    case IMM_ANY:
        return true;
    case IMM_TARGET:
        return insn->imm < header->insn_count;
    case IMM_BARRIER:
        return insn->imm < header->barrier_count;
    case IMM_PHASE:
        return insn->imm < header->phase_count;
    case IMM_TLBI:
        return insn->imm < PROGRAM_TLBI_COUNT;
    case IMM_FAULT:
        return fault_fits(insn);
    }
    return false;
}

static bool flags_fit(const struct program_header *header, const struct program_insn *insn)
{
    switch ((enum flags_kind)shapes[insn->op].flags) {
    case FLAGS_ZERO:
        return insn->flags == 0;
    case FLAGS_CORES:
        return insn->flags >= 1 && insn->flags <= header->stream_count;
    case FLAGS_TOUCH:
        return insn->flags <= PROGRAM_TOUCH_WRITE;
    case FLAGS_EXPECT:
        return insn->flags <= PROGRAM_EXPECT_FAULT ||
               (insn->flags == PROGRAM_EXPECT_VALUE && insn->op == PROGRAM_OP_LOAD);
    case FLAGS_PROTECT:
        return insn->flags <= 2;
    }
    return false;
}

static const char *insn_fault(const struct program_header *header, const struct program_insn *insn)
{
    if (insn->op >= PROGRAM_OP_COUNT) {
        return "unknown op";
    }
    if (!flags_fit(header, insn)) {
        return "bad flags";
    }
    if (!imm_fits(header, insn)) {
        return "bad immediate value";
    }
    if (has_site(insn->op) && insn->site >= header->site_count) {
        return "no such site";
    }
    return operand_fault(header, insn);
}

/* False: *ret_error names the instruction. */
static bool insns_ok(const struct program *program, struct program_error *ret_error)
{
    const uint32_t count = program->header->insn_count;
    for (uint32_t i = 0; i < count; i++) {
        const char *fault = insn_fault(program->header, &program->insns[i]);
        if (fault != NULL) {
            printf_buffer(ret_error->text, sizeof(ret_error->text), "instruction %u (%s): %s", i,
                          program_op_text(program->insns[i].op), fault);
            return false;
        }
    }
    return true;
}

/* NULL, or how a core could leave the instructions. */
static const char *flow_fault(const struct program *program)
{
    const uint32_t count = program->header->insn_count;
    for (uint32_t i = 0; i < program->header->stream_count; i++) {
        if (program->streams[i].entry >= count) {
            return "a stream begins outside";
        }
    }
    if (count > 0 && program->insns[count - 1].op != PROGRAM_OP_END &&
        program->insns[count - 1].op != PROGRAM_OP_JUMP) {
        return "its last instruction goes on";
    }
    return NULL;
}

static bool refuse(struct program_error *ret_error, const char *fault)
{
    printf_buffer(ret_error->text, sizeof(ret_error->text), "%s", fault);
    return false;
}

bool program_check(const void *data, uint64_t size, struct program *ret,
                   struct program_error *ret_error)
{
    if (size < sizeof(struct program_header)) {
        return refuse(ret_error, "it is shorter than a header");
    }
    const struct program_header *header = data;
    const char *fault = header_fault(header, size);
    fault = fault != NULL ? fault : sections_fault(header);
    fault = fault != NULL ? fault : strings_fault(header);
    if (fault != NULL) {
        return refuse(ret_error, fault);
    }
    const char *base = data;
    const struct program program = {
        .header = header,
        .streams = (const void *)(base + header->stream_offset),
        .insns = (const void *)(base + header->insn_offset),
        .sites = (const void *)(base + header->site_offset),
    };
    fault = flow_fault(&program);
    if (fault != NULL) {
        return refuse(ret_error, fault);
    }
    if (!insns_ok(&program, ret_error)) {
        return false;
    }
    *ret = program;
    return true;
}
