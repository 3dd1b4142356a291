/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an instruction of each kind may hold stands in one table; the checks are
 * a loop over the instructions. All sums are 64 bits of 32-bit numbers, so none
 * can wrap.
 */
#include "run/program_check.h"

#include "lib/kernel.h"
#include "lib/printf.h"

/* The words of program.def. */
enum { NONE = 0, DST = 1, SIZE = 2, A = 4, B = 8, C = 16, B_OPT = 32, C_OPT = 64 };
enum imm_kind { ZERO, ANY, TARGET, ARRAY, TABLE, LOCK, BARRIER, PHASE, TLBI, FAULT };
enum op_kind { CONTROL, OP };

struct shape {
    const char *text;
    uint8_t kind; /* enum op_kind: an OP stands in the script and has a site */
    uint8_t operands;
    uint8_t imm; /* enum imm_kind */
    uint16_t flags_max;
};

static const struct shape shapes[PROGRAM_OP_COUNT] = {
#define PROGRAM_OP(NAME, text, kind, operands, imm, flags, description)                            \
    [PROGRAM_OP_##NAME] = {#text, kind, operands, imm, flags},
#include "abi/program.def"
#undef PROGRAM_OP
};

const char *program_op_text(unsigned op)
{
    return op < PROGRAM_OP_COUNT ? shapes[op].text : "?";
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
    if (header->allocator < PROGRAM_ALLOCATOR_VMLIST || header->allocator > PROGRAM_ALLOCATOR_OWN) {
        return "its allocator is unknown";
    }
    if (header->shootdown < PROGRAM_SHOOTDOWN_BROADCAST ||
        header->shootdown > PROGRAM_SHOOTDOWN_FULL) {
        return "its shootdown strategy is unknown";
    }
    if (header->lazy > 1) {
        return "its laziness is neither 0 nor 1";
    }
    if (header->memory_nodes > PROGRAM_MAX_NODES) {
        return "it asks for more memory nodes than there can be";
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
    if (!section_fits(header, header->array_offset, header->array_count,
                      sizeof(struct program_array))) {
        return "its arrays lie outside";
    }
    if (!section_fits(header, header->table_offset, header->table_count,
                      sizeof(struct program_table)) ||
        !section_fits(header, header->weight_offset, header->weight_count, sizeof(uint64_t))) {
        return "its tables lie outside";
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

static const char *arrays_fault(const struct program_header *header)
{
    const struct program_array *arrays =
        (const void *)((const char *)header + header->array_offset);
    for (uint32_t i = 0; i < header->array_count; i++) {
        if (arrays[i].length < 1 || arrays[i].length > PROGRAM_MAX_ARRAY || arrays[i].own > 1) {
            return "an array has a bad length or owner";
        }
    }
    return NULL;
}

static const char *tables_fault(const struct program_header *header)
{
    const struct program_table *tables =
        (const void *)((const char *)header + header->table_offset);
    const uint64_t *weights = (const void *)((const char *)header + header->weight_offset);
    for (uint32_t i = 0; i < header->table_count; i++) {
        const uint64_t end = (uint64_t)tables[i].first + tables[i].count;
        if (tables[i].count == 0 || end > header->weight_count || weights[end - 1] == 0) {
            return "a table is empty or ends outside";
        }
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

static bool uses_b(const struct program_insn *insn)
{
    const unsigned operands = shapes[insn->op].operands;
    return operands & B || (operands & B_OPT && insn->flags & PROGRAM_WITH_B);
}

/* A load needs c only for a value to compare with. */
static bool uses_c(const struct program_insn *insn)
{
    const unsigned operands = shapes[insn->op].operands;
    if (insn->op == PROGRAM_OP_LOAD) {
        return (insn->flags & PROGRAM_EXPECT_MASK) == PROGRAM_EXPECT_VALUE;
    }
    return operands & C || (operands & C_OPT && insn->flags & PROGRAM_WITH_C);
}

static const char *operand_fault(const struct program_header *header,
                                 const struct program_insn *insn)
{
    const struct shape *shape = &shapes[insn->op];
    if (!operand_fits(header, shape->operands & DST, insn->dst)) {
        return "bad destination";
    }
    if (shape->operands & SIZE && !slots_fit(header, insn->dst, 2)) {
        return "bad second destination";
    }
    if (!operand_fits(header, shape->operands & A, insn->a)) {
        return "bad first operand";
    }
    if (!operand_fits(header, uses_b(insn), insn->b)) {
        return "bad second operand";
    }
    return operand_fits(header, uses_c(insn), insn->c) ? NULL : "bad third operand";
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
    case ZERO:
        return insn->imm == 0;
    case ANY:
        return true;
    case TARGET:
        return insn->imm < header->insn_count;
    case ARRAY:
        return insn->imm < header->array_count;
    case TABLE:
        return insn->imm < header->table_count;
    case LOCK:
        return insn->imm < header->lock_count;
    case BARRIER:
        return insn->imm < header->barrier_count;
    case PHASE:
        return insn->imm < header->phase_count;
    case TLBI:
        return insn->imm < PROGRAM_TLBI_COUNT;
    case FAULT:
        return fault_fits(insn);
    }
    return false;
}

/* The flags that say which operands are there, of those that may be left out. */
static unsigned operand_flags(unsigned operands)
{
    return (operands & B_OPT ? PROGRAM_WITH_B : 0) | (operands & C_OPT ? PROGRAM_WITH_C : 0);
}

static bool flags_fit(const struct program_header *header, const struct program_insn *insn)
{
    const struct shape *shape = &shapes[insn->op];
    if ((insn->flags & ~operand_flags(shape->operands)) > shape->flags_max) {
        return false;
    }
    switch (insn->op) {
    case PROGRAM_OP_BARRIER:
        return insn->flags >= 1 && insn->flags <= header->stream_count;
    case PROGRAM_OP_STORE:
    case PROGRAM_OP_EXEC:
        return insn->flags != PROGRAM_EXPECT_VALUE;
    default:
        return true;
    }
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
    if (shapes[insn->op].kind == OP && insn->site >= header->site_count) {
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
    fault = fault != NULL ? fault : arrays_fault(header);
    fault = fault != NULL ? fault : tables_fault(header);
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
        .arrays = (const void *)(base + header->array_offset),
        .tables = (const void *)(base + header->table_offset),
        .weights = (const void *)(base + header->weight_offset),
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
