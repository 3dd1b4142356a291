/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_dump.h"

#include "trace_describe.h"
#include "trace_json.h"
#include "trace_where.h"

#include <errno.h>

/* Columns: cycle, core, kind, then free text. */
#define CYCLE_WIDTH 12
#define KIND_COLUMN (CYCLE_WIDTH + 5)
#define TEXT_COLUMN (KIND_COLUMN + 12)

static void put_op(struct trace_line *line, uint32_t index, const struct trace_header *header)
{
    if (index >= header->site_count) {
        return;
    }
    trace_line_put(line, " [");
    trace_line_put(line, header->sites[index].op);
    trace_line_put(line, " line ");
    trace_line_put_decimal(line, header->sites[index].line);
    trace_line_put(line, "]");
}

void trace_dump_line(struct trace_line *line, const struct trace_event *traced,
                     const struct trace_header *header, struct trace_where *where)
{
    const struct event *ev = &traced->event;

    trace_line_put_right(line, ev->cycle, CYCLE_WIDTH);
    trace_line_put(line, " c");
    trace_line_put_decimal(line, ev->core);
    trace_line_pad(line, KIND_COLUMN);
    trace_line_put(line, event_kind_name(ev->kind));
    trace_line_pad(line, TEXT_COLUMN - 1);
    trace_describe(line, ev, header);
    if (ev->pc != 0) {
        trace_line_put(line, " @ ");
        trace_line_put(line, trace_where_text(where, ev->pc));
    }
    put_op(line, traced->site, header);
}

int trace_dump(struct trace_reader *reader, const struct trace_dump_options *options, FILE *out)
{
    const struct trace_header *header = &trace_reader_header(reader)->header;
    struct trace_where *where = trace_where_create(header);
    struct trace_event traced;
    uint64_t lines = 0;

    if (where == NULL) {
        return -ENOMEM;
    }
    trace_reader_select(reader, options->filter);
    while ((options->limit == 0 || lines < options->limit) && ferror(out) == 0 &&
           trace_reader_next(reader, &traced)) {
        struct trace_line line;

        line.size = 0;
        if (options->filter != NULL && !trace_filter_wants(options->filter, &traced)) {
            continue;
        }
        if (options->json) {
            trace_json_event(&line, &traced, header, where);
        } else {
            trace_dump_line(&line, &traced, header, where);
        }
        fwrite(line.text, 1, line.size, out);
        putc('\n', out);
        lines++;
    }
    trace_reader_select(reader, NULL);
    trace_where_destroy(where);
    return ferror(out) == 0 ? 0 : -EIO;
}
