/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 *   program cpus 2 seed 1 allocator augmented ...
 *   phase 0 churn
 *   stream 0: cores 0
 *        0  ldi      o3 = 0x4000
 *        7  vmalloc  s0 = o3                ; 4:9 churn
 *
 * Slots: s0 is shared, o0 each core's own. Behind `;`: line, column and phase.
 */
#include "program_dump.h"

#include "choice.h"
#include "op_name.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

struct dump {
    const struct program_header *header;
    const struct program_stream *streams;
    const struct program_insn *insns;
    const struct program_site *sites;
    const char *strings;
    FILE *file;
};

static bool section_fits(size_t size, uint64_t offset, uint64_t count, size_t each)
{
    return offset % 8 == 0 && offset <= size && count <= (size - offset) / each;
}

static bool dump_init(struct dump *d, const uint8_t *bytes, size_t size, FILE *file)
{
    const struct program_header *h = (const struct program_header *)bytes;

    if (size < sizeof(*h) || h->magic != PROGRAM_MAGIC || h->version != PROGRAM_VERSION ||
        h->size != size || h->stream_count > PROGRAM_MAX_CPUS || h->phase_count > h->string_size ||
        !section_fits(size, h->stream_offset, h->stream_count, sizeof(*d->streams)) ||
        !section_fits(size, h->insn_offset, h->insn_count, sizeof(*d->insns)) ||
        !section_fits(size, h->site_offset, h->site_count, sizeof(*d->sites)) ||
        !section_fits(size, h->string_offset, h->string_size, 1)) {
        return false;
    }
    *d = (struct dump){
        .header = h,
        .streams = (const struct program_stream *)(bytes + h->stream_offset),
        .insns = (const struct program_insn *)(bytes + h->insn_offset),
        .sites = (const struct program_site *)(bytes + h->site_offset),
        .strings = (const char *)bytes + h->string_offset,
        .file = file,
    };
    return true;
}

/* The name of a phase; "?" when there is none. */
static const char *phase_name(const struct dump *d, uint64_t phase)
{
    const char *name = d->strings, *end = d->strings + d->header->string_size;

    for (uint64_t i = 0; i < phase && name < end; i++) {
        name += strnlen(name, (size_t)(end - name)) + 1;
    }
    return name < end && memchr(name, '\0', (size_t)(end - name)) != NULL ? name : "?";
}

static const char *slot_text(uint16_t slot, char text[8])
{
    snprintf(text, 8, "%c%u", (slot & PROGRAM_SHARED) != 0 ? 's' : 'o',
             slot & (PROGRAM_SHARED - 1u));
    return text;
}

static void outcome_text(const struct program_insn *i, char *text, size_t cap)
{
    static const char *const kinds[] = {"any",          "translation", "permission", "access_flag",
                                        "address_size", "alignment",   "external"};
    const unsigned kind = PROGRAM_FAULT_KIND(i->imm), level = PROGRAM_FAULT_LEVEL(i->imm);
    char slot[8];

    text[0] = '\0';
    if ((i->flags & PROGRAM_EXPECT_MASK) == PROGRAM_EXPECT_VALUE) {
        snprintf(text, cap, " expect value %s", slot_text(i->c, slot));
    } else if ((i->flags & PROGRAM_EXPECT_MASK) == PROGRAM_EXPECT_FAULT) {
        const int length = snprintf(text, cap, " expect fault %s",
                                    kind < sizeof(kinds) / sizeof(kinds[0]) ? kinds[kind] : "?");

        if (level != PROGRAM_LEVEL_ANY) {
            snprintf(text + length, cap - (size_t)length, " %u", level);
        }
    }
}

#define OPERANDS_MAX 96

/* The slots of one instruction: operands that were left out are not. */
static unsigned used_slots(const struct program_insn *i)
{
    unsigned slots = op_name_slots(i->op);

    if ((slots & OP_SLOT_B_OPT) != 0 && (i->flags & PROGRAM_WITH_B) != 0) {
        slots |= OP_SLOT_B;
    }
    if ((slots & OP_SLOT_C_OPT) != 0 && (i->flags & PROGRAM_WITH_C) != 0) {
        slots |= OP_SLOT_C;
    }
    return slots;
}

/* DST = A, B, C, as far as the op has them, and flags if any are set. */
static void slots_text(const struct program_insn *i, char text[OPERANDS_MAX])
{
    const unsigned slots = used_slots(i);
    const uint16_t sources[] = {i->a, i->b, i->c};
    const char *between = (slots & OP_SLOT_DST) != 0 ? " = " : "";
    char slot[8];
    int length = 0;

    if ((slots & OP_SLOT_DST) != 0) {
        length = snprintf(text, OPERANDS_MAX, "%s", slot_text(i->dst, slot));
    }
    for (unsigned n = 0; n < 3; n++) {
        if ((slots & (unsigned)OP_SLOT_A << n) != 0) {
            length += snprintf(text + length, OPERANDS_MAX - (size_t)length, "%s%s", between,
                               slot_text(sources[n], slot));
            between = ", ";
        }
    }
    if (i->flags != 0) {
        snprintf(text + length, OPERANDS_MAX - (size_t)length, " flags 0x%x", i->flags);
    }
}

/* The operands of one instruction, as they are read and written. */
static void operands_text(const struct dump *d, const struct program_insn *i,
                          char text[OPERANDS_MAX])
{
    static const char *const protections[] = {"read-only", "read-write", "executable"};
    char dst[8], a[8], b[8], c[8], outcome[48];

    slot_text(i->dst, dst);
    slot_text(i->a, a);
    slot_text(i->b, b);
    slot_text(i->c, c);
    outcome_text(i, outcome, sizeof(outcome));
    text[0] = '\0';
    switch (i->op) {
    case PROGRAM_OP_LDI:
        snprintf(text, OPERANDS_MAX, "%s = 0x%" PRIx64, dst, i->imm);
        break;
    case PROGRAM_OP_JUMP:
        snprintf(text, OPERANDS_MAX, "%" PRIu64, i->imm);
        break;
    case PROGRAM_OP_JZ:
    case PROGRAM_OP_JNZ:
        snprintf(text, OPERANDS_MAX, "%s, %" PRIu64, a, i->imm);
        break;
    case PROGRAM_OP_GET:
        snprintf(text, OPERANDS_MAX, "%s = %s %" PRIu64 "[%s]", dst,
                 i->flags != 0 ? "size of" : "array", i->imm, a);
        break;
    case PROGRAM_OP_PUT:
        snprintf(text, OPERANDS_MAX, "array %" PRIu64 "[%s] = %s, size %s", i->imm, a, b, c);
        break;
    case PROGRAM_OP_SHUFFLE:
        snprintf(text, OPERANDS_MAX, "array %" PRIu64, i->imm);
        break;
    case PROGRAM_OP_PICK:
        snprintf(text, OPERANDS_MAX, "%s = table %" PRIu64, dst, i->imm);
        break;
    case PROGRAM_OP_LOCK:
    case PROGRAM_OP_UNLOCK:
        snprintf(text, OPERANDS_MAX, "%" PRIu64, i->imm);
        break;
    case PROGRAM_OP_BARRIER:
        snprintf(text, OPERANDS_MAX, "%" PRIu64 " of %u", i->imm, i->flags);
        break;
    case PROGRAM_OP_PHASE_BEGIN:
    case PROGRAM_OP_PHASE_END:
        snprintf(text, OPERANDS_MAX, "%.64s", phase_name(d, i->imm));
        break;
    case PROGRAM_OP_TOUCH:
        snprintf(text, OPERANDS_MAX, "%s, %s, stride %s, %s", a, b, c,
                 (i->flags & PROGRAM_TOUCH_WRITE) != 0 ? "write" : "read");
        break;
    case PROGRAM_OP_LOAD:
        snprintf(text, OPERANDS_MAX, "%s = %s%s", dst, a, outcome);
        break;
    case PROGRAM_OP_STORE:
        snprintf(text, OPERANDS_MAX, "%s, %s%s", a, b, outcome);
        break;
    case PROGRAM_OP_EXEC:
        snprintf(text, OPERANDS_MAX, "%s%s", a, outcome);
        break;
    case PROGRAM_OP_PROTECT:
        snprintf(text, OPERANDS_MAX, "%s, %s", a, i->flags < 3 ? protections[i->flags] : "?");
        break;
    case PROGRAM_OP_TLBI:
        snprintf(text, OPERANDS_MAX, "%s, %s",
                 op_name_tlbi(i->imm < PROGRAM_TLBI_COUNT ? (unsigned)i->imm : PROGRAM_TLBI_COUNT),
                 a);
        break;
    default:
        slots_text(i, text);
        break;
    }
}

static void dump_insn(const struct dump *d, uint32_t index)
{
    const struct program_insn *insn = &d->insns[index];
    char operands[OPERANDS_MAX];

    operands_text(d, insn, operands);
    if (op_name_is_op(insn->op) && insn->site < d->header->site_count) {
        const struct program_site *site = &d->sites[insn->site];

        fprintf(d->file, "%6u  %-11s %-36s ; %u:%u %s\n", index, op_name(insn->op), operands,
                site->line, site->column, phase_name(d, site->phase));
    } else if (operands[0] != '\0') {
        fprintf(d->file, "%6u  %-11s %s\n", index, op_name(insn->op), operands);
    } else {
        fprintf(d->file, "%6u  %s\n", index, op_name(insn->op));
    }
}

static void dump_header(const struct dump *d)
{
    const struct program_header *h = d->header;

    fprintf(d->file, "program: %u bytes, allocator %s, shootdown %s, lazy %s, seed %" PRIu64 "\n",
            h->size, choice_name(choice_allocators, h->allocator),
            choice_name(choice_shootdowns, h->shootdown), choice_name(choice_switches, h->lazy),
            h->seed);
    if (h->memory_nodes > 1) {
        fprintf(d->file, "memory nodes: %u\n", h->memory_nodes);
    }
    fprintf(d->file, "slots: %u shared, %u own; barriers: %u; instructions: %u; sites: %u\n",
            h->shared_slots, h->own_slots, h->barrier_count, h->insn_count, h->site_count);
    for (uint32_t i = 0; i < h->phase_count; i++) {
        fprintf(d->file, "phase %u: %s\n", i, phase_name(d, i));
    }
}

/* Instructions from the entry of a stream to its end, after the cores that run it. */
static void dump_stream(const struct dump *d, uint32_t entry)
{
    fprintf(d->file, "stream of cores");
    for (uint32_t core = 0; core < d->header->stream_count; core++) {
        if (d->streams[core].entry == entry) {
            fprintf(d->file, " %u", core);
        }
    }
    fprintf(d->file, "\n");
    for (uint32_t i = entry; i < d->header->insn_count; i++) {
        dump_insn(d, i);
        if (d->insns[i].op == PROGRAM_OP_END) {
            break;
        }
    }
}

static bool is_first_of_stream(const struct dump *d, uint32_t core)
{
    for (uint32_t other = 0; other < core; other++) {
        if (d->streams[other].entry == d->streams[core].entry) {
            return false;
        }
    }
    return true;
}

int program_dump(const uint8_t *bytes, size_t size, FILE *file)
{
    struct dump d;

    if (!dump_init(&d, bytes, size, file)) {
        return -EINVAL;
    }
    dump_header(&d);
    for (uint32_t core = 0; core < d.header->stream_count; core++) {
        if (is_first_of_stream(&d, core)) {
            dump_stream(&d, d.streams[core].entry);
        }
    }
    return 0;
}
