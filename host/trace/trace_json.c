/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * By hand and not by a library: objects come by the million, and each is built
 * in place. Addresses are strings, since JSON's numbers end at 2^53.
 */
#include "trace_json.h"

#include "tlbi.h"
#include "trace_describe.h"
#include "trace_fields.h"
#include "trace_write.h"

#include <string.h>

#define TEXT_MAX 200 /* bytes of a statement that are told */

static void put_char(struct trace_line *line, char c)
{
    const char text[2] = {c, '\0'};

    trace_line_put(line, text);
}

static void put_escaped(struct trace_line *line, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";

    if (c == '"' || c == '\\') {
        put_char(line, '\\');
        put_char(line, (char)c);
    } else if (c < 0x20) {
        trace_line_put(line, "\\u00");
        put_char(line, hex[c >> 4]);
        put_char(line, hex[c & 15]);
    } else {
        put_char(line, (char)c);
    }
}

/* The bytes of a text that are told: no character is cut in two. */
static size_t told(const char *text, size_t max)
{
    size_t size = strnlen(text, max);

    while (size == max && size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80) {
        size--;
        max--;
    }
    return size;
}

void trace_json_string(struct trace_line *line, const char *text, size_t max)
{
    if (text == NULL) {
        trace_line_put(line, "null");
        return;
    }
    put_char(line, '"');
    for (size_t i = 0, end = told(text, max); i < end; i++) {
        put_escaped(line, (unsigned char)text[i]);
    }
    put_char(line, '"');
}

static void put_key(struct trace_line *line, const char *name)
{
    trace_line_put(line, ",\"");
    trace_line_put(line, name);
    trace_line_put(line, "\":");
}

static void put_number(struct trace_line *line, const char *name, uint64_t value)
{
    put_key(line, name);
    trace_line_put_decimal(line, value);
}

static void put_address(struct trace_line *line, const char *name, uint64_t value)
{
    put_key(line, name);
    put_char(line, '"');
    trace_line_put_hex(line, value);
    put_char(line, '"');
}

static void put_text(struct trace_line *line, const char *name, const char *value)
{
    put_key(line, name);
    trace_json_string(line, value, TEXT_MAX);
}

static void put_field(struct trace_line *line, const struct trace_field *field,
                      const struct event *ev)
{
    const uint64_t value = trace_field_get(field, ev);
    const char *name = trace_field_data_name(field);

    switch ((enum trace_look)field->look) {
    case TRACE_LOOK_HIDDEN:
    case TRACE_LOOK_DECIMAL:
    case TRACE_LOOK_SOME:
    case TRACE_LOOK_CORE:
    case TRACE_LOOK_PHASE:
        put_number(line, name, value);
        break;
    case TRACE_LOOK_HEX:
    case TRACE_LOOK_SYNDROME:
        put_address(line, name, value);
        break;
    case TRACE_LOOK_FLAG:
    case TRACE_LOOK_HIDDEN_FLAG:
        put_key(line, name);
        trace_line_put(line, value != 0 ? "true" : "false");
        break;
    case TRACE_LOOK_PAGE_SIZE:
        put_number(line, name, value < 64 ? 1ULL << value : 0);
        break;
    default:
        put_text(line, name, trace_value_name((enum trace_look)field->look, value));
        break;
    }
}

static void put_steps(struct trace_line *line, const struct event_walk *walk)
{
    static const char *const fetches[] = {"uncached", "hit", "miss"};

    put_key(line, "steps");
    put_char(line, '[');
    for (unsigned i = 0; i < walk->step_count && i < EVENT_WALK_STEPS; i++) {
        const unsigned level = walk->first_level + i;

        trace_line_put(line, i == 0 ? "{\"level\":" : ",{\"level\":");
        trace_line_put_decimal(line, level);
        put_address(line, "pa", walk->step[i].pa.v);
        put_address(line, "descriptor", walk->step[i].descriptor);
        put_text(line, "fetch", walk->fetch[i] < 3 ? fetches[walk->fetch[i]] : "?");
        put_key(line, "meaning");
        put_char(line, '"');
        trace_describe_descriptor(line, walk->step[i].descriptor, level);
        trace_line_put(line, "\"}");
    }
    put_char(line, ']');
}

static void put_tlbi(struct trace_line *line, const struct event_tlbi *tlbi)
{
    static const char *const reaches[] = {[TLBI_REACH_ALL] = "all",
                                          [TLBI_REACH_ASID] = "asid",
                                          [TLBI_REACH_VA] = "va",
                                          [TLBI_REACH_VA_ALL_ASIDS] = "va all asids"};
    struct tlbi op;

    if (!tlbi_decode_op(tlbi->op, tlbi->operand, &op)) {
        return;
    }
    put_text(line, "reach", reaches[op.reach]);
    if (op.reach == TLBI_REACH_VA || op.reach == TLBI_REACH_VA_ALL_ASIDS) {
        put_address(line, "va", op.va.v);
        put_address(line, "last", tlbi_last(&op).v);
    }
    if (op.reach == TLBI_REACH_VA || op.reach == TLBI_REACH_ASID) {
        put_number(line, "asid", op.asid);
    }
}

/* The steps of a walk are objects of their own. */
static bool is_step(const struct trace_field *field)
{
    return field->step != 0;
}

static void put_place(struct trace_line *line, const struct trace_event *traced,
                      const struct trace_header *header)
{
    put_text(line, "phase",
             traced->phase < header->phase_count ? header->phase_names[traced->phase] : NULL);
    if (traced->site < header->site_count) {
        const struct trace_site *site = &header->sites[traced->site];

        put_text(line, "op", site->op);
        put_number(line, "line", site->line);
    } else {
        put_text(line, "op", NULL);
    }
}

static void put_code(struct trace_line *line, uint64_t pc, const struct trace_header *header,
                     struct trace_where *where)
{
    const struct trace_symbol *symbol = trace_where_symbol(header, pc);

    if (pc == 0) {
        return;
    }
    if (symbol != NULL) {
        put_text(line, "symbol", symbol->name);
        put_number(line, "offset", pc - symbol->address);
    }
    put_text(line, "instruction", trace_where_instruction(where, pc));
}

void trace_json_event(struct trace_line *line, const struct trace_event *traced,
                      const struct trace_header *header, struct trace_where *where)
{
    const struct event *ev = &traced->event;
    const struct trace_field_list list = trace_fields(ev->kind);

    trace_line_put(line, "{\"cycle\":");
    trace_line_put_decimal(line, ev->cycle);
    put_number(line, "core", ev->core);
    put_address(line, "pc", ev->pc);
    put_text(line, "event", event_kind_name(ev->kind));
    for (size_t i = 0; i < list.count; i++) {
        if (!is_step(&list.fields[i])) {
            put_field(line, &list.fields[i], ev);
        }
    }
    if (ev->kind == EVENT_WALK) {
        put_steps(line, &ev->walk);
    }
    if (ev->kind == EVENT_TLBI) {
        put_tlbi(line, &ev->tlbi);
    }
    put_place(line, traced, header);
    put_code(line, ev->pc, header, where);
    put_char(line, '}');
}
