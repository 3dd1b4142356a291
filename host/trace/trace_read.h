/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The trace reader. It trusts nothing in the file: a file that is no trace is
 * refused, a damaged or missing part is reported by a warning and skipped, and
 * an unfinished recording is read up to its last whole chunk.
 */
#pragma once

#include "event.h"
#include "trace_block.h"
#include "trace_header.h"
#include "trace_record.h"

struct trace_reader;

/*
 * 0; -EINVAL when it is no trace or one that this mmulator cannot read,
 * another -errno when the file cannot be read. Errors are logged.
 */
int trace_reader_open(const char *path, struct trace_reader **ret);
void trace_reader_close(struct trace_reader *reader);

/* Borrowed while open. */
const struct trace_header_copy *trace_reader_header(const struct trace_reader *reader);

/* What the file holds, without reading it all. Borrowed while open. */
struct trace_contents {
    const struct trace_chunk *chunks; /* in the order of the file */
    size_t chunk_count;
    uint64_t file_size; /* bytes */
    uint64_t header_size; /* bytes before the first chunk */
    bool complete; /* the recording ended properly; false: a .part, or cut */
};
struct trace_contents trace_reader_contents(const struct trace_reader *reader);

struct trace_filter;

/*
 * Reads no chunk that holds nothing of interest; which events of the others are
 * wanted is for the caller to ask. Borrowed while open; NULL: read all.
 */
void trace_reader_select(struct trace_reader *reader, const struct trace_filter *filter);

/* The next event, in the order of recording. False at the end. */
bool trace_reader_next(struct trace_reader *reader, struct trace_event *ret);

/* How many damaged places were met so far. */
unsigned trace_reader_damage(const struct trace_reader *reader);
