/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_export.h"

#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct trace_exporter *const formats[] = {
    &export_perfetto, &export_csv, &export_sqlite, &export_vcd, &export_tarmac, &export_folded,
};

#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

const struct trace_exporter *trace_exporter_at(size_t i)
{
    return i < FORMAT_COUNT ? formats[i] : NULL;
}

const struct trace_exporter *trace_exporter_find(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i]->name, name) == 0) {
            return formats[i];
        }
    }
    return NULL;
}

bool trace_export_next(struct trace_export *job, struct trace_event *ret)
{
    while (trace_reader_next(job->reader, ret)) {
        if (trace_filter_wants(job->filter, ret)) {
            return true;
        }
    }
    return false;
}

/* A stream of ours, that appears under its name when it is whole. */
static int export_stream(struct trace_export *job, const struct trace_exporter *format)
{
    struct output output;
    int status = output_open(job->path, &output);

    if (status != 0) {
        return status;
    }
    job->out = output.file;
    status = format->run(job);
    if (status != 0) {
        output_discard(&output);
        return status;
    }
    return output_commit(&output);
}

int trace_export(struct trace_reader *reader, const struct trace_export_options *options)
{
    const struct trace_exporter *format = options->format;
    struct trace_export job = {.reader = reader,
                               .header = &trace_reader_header(reader)->header,
                               .filter = options->filter,
                               .weight = options->weight,
                               .path = options->path};
    int status = -EINVAL;

    if (format->own_file && strcmp(job.path, "-") == 0) {
        return status;
    }
    job.where = trace_where_create(job.header);
    if (job.where == NULL) {
        return -ENOMEM;
    }
    trace_reader_select(reader, job.filter);
    status = format->own_file ? format->run(&job) : export_stream(&job, format);
    trace_reader_select(reader, NULL);
    trace_where_destroy(job.where);
    return status;
}
