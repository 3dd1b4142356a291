/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `mmulator trace export`: a trace in the format of another tool. Each format
 * is one file, export_*.c; trace_export.c has the table of them.
 */
#pragma once

#include <stdio.h>

#include "trace_filter.h"
#include "trace_read.h"
#include "trace_where.h"

/* One export as its format sees it. */
struct trace_export {
    struct trace_reader *reader;
    const struct trace_header *header;
    const struct trace_filter *filter; /* bound */
    struct trace_where *where;
    int weight; /* folded: enum counter_id */
    FILE *out; /* a format that writes a file of its own has NULL, */
    const char *path; /* and this name */
};

/* The next event that the filter wants. False at the end. */
bool trace_export_next(struct trace_export *job, struct trace_event *ret);

struct trace_exporter {
    const char *name, *meaning;
    bool own_file; /* opens job->path itself */
    int (*run)(struct trace_export *job); /* 0 or -errno */
};

/* NULL: there is no format of that name. */
const struct trace_exporter *trace_exporter_find(const char *name);
/* One after the other; NULL at the end. */
const struct trace_exporter *trace_exporter_at(size_t i);

struct trace_export_options {
    const struct trace_exporter *format;
    const struct trace_filter *filter; /* bound */
    int weight;
    const char *path; /* "-": standard output, for formats that can */
};

/* 0, -EINVAL when the format cannot go to standard output, or another -errno. */
int trace_export(struct trace_reader *reader, const struct trace_export_options *options);

extern const struct trace_exporter export_csv, export_folded, export_perfetto, export_sqlite,
    export_tarmac, export_vcd;
