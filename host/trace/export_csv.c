/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A row for each event (RFC 4180): where it was, then a column for every field
 * that any kind has, empty where this one has none.
 */
#include "trace_describe.h"
#include "trace_export.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define COLUMNS_MAX 128
#define FIXED "cycle,core,event,pc,symbol,offset,phase,op,line"

struct columns {
    const char *names[COLUMNS_MAX];
    size_t count;
};

/* "step[0].pa" to "step0_pa"; other names are fine as they are. */
static void print_name(const struct trace_field *field, FILE *out)
{
    const char *last = strrchr(field->name, '.');

    if (field->step == 0) {
        fputs(trace_field_data_name(field), out);
    } else {
        fprintf(out, "step%u_%s", field->step - 1u, last != NULL ? last + 1 : "fetch");
    }
}

/* Steps are told apart by their whole names. */
static const char *key_of(const struct trace_field *field)
{
    return field->step == 0 ? trace_field_data_name(field) : field->name;
}

static size_t column_of(const struct columns *columns, const struct trace_field *field)
{
    size_t i = 0;

    while (i < columns->count && strcmp(columns->names[i], key_of(field)) != 0) {
        i++;
    }
    return i;
}

static void print_heading(struct columns *columns, FILE *out)
{
    fputs(FIXED, out);
    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        const struct trace_field_list list = trace_fields(kind);

        for (size_t i = 0; i < list.count; i++) {
            if (column_of(columns, &list.fields[i]) == columns->count &&
                columns->count < COLUMNS_MAX) {
                columns->names[columns->count++] = key_of(&list.fields[i]);
                fputc(',', out);
                print_name(&list.fields[i], out);
            }
        }
    }
    fputs("\r\n", out);
}

static void print_text(const char *text, FILE *out)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        fputs(*text == '"' ? "\"" : "", out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void print_value(const struct trace_field *field, uint64_t value, FILE *out)
{
    switch ((enum trace_look)field->look) {
    case TRACE_LOOK_HEX:
    case TRACE_LOOK_SYNDROME:
        fprintf(out, "0x%" PRIx64, value);
        break;
    case TRACE_LOOK_HIDDEN:
        fprintf(out, field->coding != TRACE_CODING_PLAIN ? "0x%" PRIx64 : "%" PRIu64, value);
        break;
    case TRACE_LOOK_DECIMAL:
    case TRACE_LOOK_SOME:
    case TRACE_LOOK_HIDDEN_FLAG:
    case TRACE_LOOK_FLAG:
    case TRACE_LOOK_CORE:
    case TRACE_LOOK_PHASE:
        fprintf(out, "%" PRIu64, value);
        break;
    case TRACE_LOOK_PAGE_SIZE:
        fprintf(out, "%" PRIu64, value < 64 ? (uint64_t)1 << value : 0);
        break;
    default:
        print_text(trace_value_name((enum trace_look)field->look, value), out);
        break;
    }
}

static void print_place(const struct trace_export *job, const struct trace_event *traced)
{
    const struct trace_header *header = job->header;
    const struct event *ev = &traced->event;
    const struct trace_symbol *symbol = ev->pc != 0 ? trace_where_symbol(header, ev->pc) : NULL;

    fprintf(job->out, "%" PRIu64 ",%u,%s,0x%" PRIx64 ",", ev->cycle, ev->core,
            event_kind_name(ev->kind), ev->pc);
    if (symbol != NULL) {
        print_text(symbol->name, job->out);
        fprintf(job->out, ",%" PRIu64, ev->pc - symbol->address);
    } else {
        fputc(',', job->out);
    }
    fputc(',', job->out);
    if (traced->phase < header->phase_count) {
        print_text(header->phase_names[traced->phase], job->out);
    }
    if (traced->site < header->site_count) {
        fputc(',', job->out);
        print_text(header->sites[traced->site].op, job->out);
        fprintf(job->out, ",%" PRIu32, header->sites[traced->site].line);
    } else {
        fputs(",,", job->out);
    }
}

static void print_event(const struct trace_export *job, const struct columns *columns,
                        const struct trace_event *traced)
{
    const struct trace_field_list list = trace_fields(traced->event.kind);
    const struct trace_field *fields[COLUMNS_MAX + 1] = {NULL};

    for (size_t i = 0; i < list.count; i++) {
        if (trace_field_present(&list.fields[i], &traced->event)) {
            fields[column_of(columns, &list.fields[i])] = &list.fields[i];
        }
    }
    print_place(job, traced);
    for (size_t i = 0; i < columns->count; i++) {
        fputc(',', job->out);
        if (fields[i] != NULL) {
            print_value(fields[i], trace_field_get(fields[i], &traced->event), job->out);
        }
    }
    fputs("\r\n", job->out);
}

static int run(struct trace_export *job)
{
    struct columns columns = {.count = 0};
    struct trace_event traced;

    print_heading(&columns, job->out);
    while (ferror(job->out) == 0 && trace_export_next(job, &traced)) {
        print_event(job, &columns, &traced);
    }
    return ferror(job->out) != 0 ? -EIO : 0;
}

const struct trace_exporter export_csv = {
    .name = "csv", .meaning = "a row for each event", .run = run};
