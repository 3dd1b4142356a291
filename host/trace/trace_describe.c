/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_describe.h"

#include "event.h"
#include "tlbi.h"

#include <string.h>

static const char *const side_names[] = {[TLB_SIDE_I] = "i", [TLB_SIDE_D] = "d"};
static const char *const access_names[] = {
    [ACCESS_FETCH] = "fetch", [ACCESS_READ] = "read", [ACCESS_WRITE] = "write"};
static const char *const barrier_names[] = {[BARRIER_DSB] = "dsb", [BARRIER_ISB] = "isb"};
static const char *const outcome_names[] = {[OP_DONE] = "done", [OP_MISMATCH] = "mismatch"};
static const char *const exception_names[] = {[EXCEPTION_SYNC] = "sync",
                                              [EXCEPTION_IRQ] = "irq",
                                              [EXCEPTION_FIQ] = "fiq",
                                              [EXCEPTION_SERROR] = "serror"};

static const char *const lock_names[] = {
#define LOCK(NAME, text, what) text,
#include "guest_locks.def"
#undef LOCK
};

#define NAME_OF(names, value) ((value) < sizeof(names) / sizeof((names)[0]) ? (names)[value] : "?")

const char *trace_value_name(enum trace_look look, uint64_t value)
{
    switch (look) {
    case TRACE_LOOK_SIDE:
        return NAME_OF(side_names, value);
    case TRACE_LOOK_ACCESS:
        return NAME_OF(access_names, value);
    case TRACE_LOOK_FAULT:
        return value < FAULT_KIND_COUNT ? fault_kind_name((unsigned)value) : "?";
    case TRACE_LOOK_TLBI:
        return value < TLBI_OP_COUNT ? tlbi_op_name((unsigned)value) : "?";
    case TRACE_LOOK_BARRIER:
        return NAME_OF(barrier_names, value);
    case TRACE_LOOK_EXCEPTION:
        return NAME_OF(exception_names, value);
    case TRACE_LOOK_OUTCOME:
        return NAME_OF(outcome_names, value);
    case TRACE_LOOK_LOCK:
        return NAME_OF(lock_names, value);
    default:
        return "?";
    }
}

static void put_page_size(struct trace_line *line, uint64_t shift)
{
    static const char *const units[] = {"", "K", "M", "G", "T", "P", "E"};

    if (shift >= 64) {
        trace_line_put(line, "?");
        return;
    }
    trace_line_put_decimal(line, 1ULL << shift % 10);
    trace_line_put(line, units[shift / 10]);
}

static void put_phase(struct trace_line *line, uint64_t phase, const struct trace_header *header)
{
    if (phase < header->phase_count) {
        trace_line_put(line, header->phase_names[phase]);
    } else {
        trace_line_put_decimal(line, phase);
    }
}

const char *trace_field_shown_name(const struct trace_field *field)
{
    const char *dot = strrchr(field->name, '.');

    if (field->look == TRACE_LOOK_PAGE_SIZE) {
        return "size";
    }
    return dot != NULL ? dot + 1 : field->name;
}

const char *trace_field_data_name(const struct trace_field *field)
{
    switch ((enum trace_look)field->look) {
    case TRACE_LOOK_TLBI:
        return "tlbi";
    case TRACE_LOOK_PHASE:
        return "index";
    default:
        return trace_field_shown_name(field);
    }
}

/* Flags that are off, syndromes that are none and rare counts of 0 would be noise. */
static bool is_shown(const struct trace_field *field, uint64_t value)
{
    switch ((enum trace_look)field->look) {
    case TRACE_LOOK_HIDDEN:
    case TRACE_LOOK_HIDDEN_FLAG:
        return false;
    case TRACE_LOOK_FLAG:
    case TRACE_LOOK_SOME:
    case TRACE_LOOK_SYNDROME:
        return value != 0;
    default:
        return true;
    }
}

static void put_value(struct trace_line *line, const struct trace_field *field, uint64_t value,
                      const struct trace_header *header)
{
    switch ((enum trace_look)field->look) {
    case TRACE_LOOK_DECIMAL:
    case TRACE_LOOK_SOME:
    case TRACE_LOOK_CORE:
        trace_line_put_decimal(line, value);
        break;
    case TRACE_LOOK_HEX:
    case TRACE_LOOK_SYNDROME:
        trace_line_put_hex(line, value);
        break;
    case TRACE_LOOK_PHASE:
        put_phase(line, value, header);
        break;
    case TRACE_LOOK_PAGE_SIZE:
        put_page_size(line, value);
        break;
    default:
        trace_line_put(line, trace_value_name((enum trace_look)field->look, value));
        break;
    }
}

static void put_field(struct trace_line *line, const struct trace_field *field,
                      const struct event *ev, const struct trace_header *header)
{
    const uint64_t value = trace_field_get(field, ev);

    if (!trace_field_present(field, ev) || !is_shown(field, value)) {
        return;
    }
    trace_line_put(line, " ");
    trace_line_put(line, trace_field_shown_name(field));
    if (field->look != TRACE_LOOK_FLAG) {
        trace_line_put(line, "=");
        put_value(line, field, value, header);
    }
}

static void put_site(struct trace_line *line, uint32_t site, const struct trace_header *header)
{
    if (site >= header->site_count) {
        trace_line_put(line, " site=");
        trace_line_put_decimal(line, site);
        return;
    }
    trace_line_put(line, " \"");
    trace_line_put(line, header->sites[site].text);
    trace_line_put(line, "\"");
}

/* What the operand selects: an address, for ranges also the last one, an ASID. */
static void put_tlbi_operand(struct trace_line *line, const struct event_tlbi *tlbi)
{
    struct tlbi op;

    if (!tlbi_decode_op(tlbi->op, tlbi->operand, &op)) {
        return;
    }
    if (op.reach == TLBI_REACH_VA || op.reach == TLBI_REACH_VA_ALL_ASIDS) {
        trace_line_put(line, " va=");
        trace_line_put_hex(line, op.va.v);
    }
    if (tlbi_op_is_range(op.id)) {
        trace_line_put(line, " last=");
        trace_line_put_hex(line, tlbi_last(&op).v);
    }
    if (op.reach == TLBI_REACH_VA || op.reach == TLBI_REACH_ASID) {
        trace_line_put(line, " asid=");
        trace_line_put_decimal(line, op.asid);
    }
}

static void put_pte(struct trace_line *line, const struct event_pte *pte)
{
    trace_line_put(line, "; ");
    trace_describe_descriptor(line, pte->before, pte->level);
    trace_line_put(line, " -> ");
    trace_describe_descriptor(line, pte->value, pte->level);
}

static void put_walk_steps(struct trace_line *line, const struct event_walk *walk)
{
    for (unsigned i = 0; i < walk->step_count && i < EVENT_WALK_STEPS; i++) {
        const unsigned level = walk->first_level + i;

        trace_line_put(line, "; L");
        trace_line_put_decimal(line, level);
        trace_line_put(line, " [");
        trace_line_put_hex(line, walk->step[i].pa.v);
        trace_line_put(line, "]=");
        trace_line_put_hex(line, walk->step[i].descriptor);
        trace_line_put(line, " ");
        trace_describe_descriptor(line, walk->step[i].descriptor, level);
        trace_line_put(line, walk->fetch[i] == WALK_FETCH_HIT    ? " (cached)"
                             : walk->fetch[i] == WALK_FETCH_MISS ? " (from memory)"
                                                                 : "");
    }
}

void trace_describe(struct trace_line *line, const struct event *ev,
                    const struct trace_header *header)
{
    const struct trace_field_list list = trace_fields(ev->kind);

    if (ev->kind == EVENT_OP_BEGIN) {
        put_site(line, ev->op.site, header);
        return; /* the rest belongs to its end */
    }
    for (size_t i = 0; i < list.count; i++) {
        put_field(line, &list.fields[i], ev, header);
    }
    if (ev->kind == EVENT_TLBI) {
        put_tlbi_operand(line, &ev->tlbi);
    }
    if (ev->kind == EVENT_WALK) {
        put_walk_steps(line, &ev->walk);
    }
    if (ev->kind == EVENT_PTE_WRITE) {
        put_pte(line, &ev->pte);
    }
}

static unsigned bits(uint64_t value, unsigned high, unsigned low)
{
    return (unsigned)(value >> low & ((2ULL << (high - low)) - 1));
}

/* Bits [63:59]: what the table takes away from everything below it. */
static void put_table(struct trace_line *line, uint64_t descriptor)
{
    static const char *const ap[] = {"", " no-el0", " ro", " ro no-el0"};

    trace_line_put(line, "table ");
    trace_line_put_hex(line, descriptor & 0xfffffffff000);
    trace_line_put(line, ap[bits(descriptor, 62, 61)]);
    trace_line_put(line, bits(descriptor, 59, 59) != 0 ? " pxn" : "");
    trace_line_put(line, bits(descriptor, 60, 60) != 0 ? " uxn" : "");
}

static void put_leaf(struct trace_line *line, uint64_t descriptor, unsigned shift)
{
    static const char *const ap[] = {" rw", " rw el0", " ro", " ro el0"};
    static const char *const shareability[] = {" nsh", " sh?", " osh", " ish"};

    trace_line_put(line, shift == 12 ? "page " : "block ");
    trace_line_put_hex(line, descriptor & 0xffffffffffff & ~((1ULL << shift) - 1));
    trace_line_put(line, ap[bits(descriptor, 7, 6)]);
    trace_line_put(line, bits(descriptor, 53, 53) != 0 ? " pxn" : "");
    trace_line_put(line, bits(descriptor, 54, 54) != 0 ? " uxn" : "");
    trace_line_put(line, bits(descriptor, 10, 10) != 0 ? " af" : " no-af");
    trace_line_put(line, bits(descriptor, 11, 11) != 0 ? " ng" : "");
    trace_line_put(line, bits(descriptor, 51, 51) != 0 ? " dbm" : "");
    trace_line_put(line, bits(descriptor, 52, 52) != 0 ? " cont" : "");
    trace_line_put(line, shareability[bits(descriptor, 9, 8)]);
    trace_line_put(line, " attr");
    trace_line_put_decimal(line, bits(descriptor, 4, 2));
}

void trace_describe_descriptor(struct trace_line *line, uint64_t descriptor, unsigned level)
{
    static const unsigned shifts[] = {39, 30, 21, 12};
    const unsigned type = bits(descriptor, 1, 0);

    if ((type & 1) == 0) {
        trace_line_put(line, "invalid");
    } else if (level > 3 || (type == 1 && (level == 0 || level == 3))) {
        trace_line_put(line, "reserved");
    } else if (type == 3 && level < 3) {
        put_table(line, descriptor);
    } else {
        put_leaf(line, descriptor, shifts[level]);
    }
}
