/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opening finds the chunks (trace_scan.c); reading decompresses one after the
 * other and decodes its records.
 */
#include "trace_read.h"

#include "log.h"
#include "trace_codec.h"
#include "trace_filter.h"
#include "trace_record.h"
#include "trace_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trace_reader {
    struct trace_scan scan;
    uint8_t *header_bytes; /* what header points into */
    struct trace_header_copy header;
    struct trace_state state;
    uint8_t *raw; /* the chunk that is read */
    struct trace_cursor cursor;
    uint64_t events_left; /* in it */
    size_t next_chunk;
    const struct trace_filter *filter; /* or NULL */
};

static int read_header(struct trace_reader *reader)
{
    struct trace_block block;
    uint8_t *bytes = NULL;
    int status = trace_scan_block(&reader->scan, TRACE_PREAMBLE_BYTES, &block, &bytes);

    if (status == 0 && block.type != TRACE_BLOCK_HEADER) {
        status = -EILSEQ;
    }
    if (status == 0) {
        status = trace_header_read(bytes, block.raw, &reader->header);
    }
    if (status != 0) {
        free(bytes);
        if (status == -EILSEQ) {
            log_error_at(reader->scan.path, 0, 0, "damaged trace: its header cannot be read");
            return -EINVAL;
        }
        log_error_at(reader->scan.path, 0, 0, "cannot read the trace: %s", strerror(-status));
        return status;
    }
    reader->header_bytes = bytes;
    return 0;
}

static int open_all(struct trace_reader *reader, const char *path)
{
    int status = trace_scan_open(&reader->scan, path);

    if (status == 0) {
        status = read_header(reader);
    }
    if (status == 0) {
        status = trace_scan_chunks(&reader->scan);
    }
    if (status == 0) {
        status = trace_state_init(&reader->state, reader->header.header.cpu_count);
    }
    return status;
}

int trace_reader_open(const char *path, struct trace_reader **ret)
{
    struct trace_reader *reader = calloc(1, sizeof(*reader));
    int status;

    if (reader == NULL) {
        return -ENOMEM;
    }
    status = open_all(reader, path);
    if (status != 0) {
        trace_reader_close(reader);
        return status;
    }
    *ret = reader;
    return 0;
}

void trace_reader_close(struct trace_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    trace_scan_close(&reader->scan);
    trace_header_copy_finish(&reader->header);
    trace_state_finish(&reader->state);
    free(reader->header_bytes);
    free(reader->raw);
    free(reader);
}

const struct trace_header_copy *trace_reader_header(const struct trace_reader *reader)
{
    return &reader->header;
}

struct trace_contents trace_reader_contents(const struct trace_reader *reader)
{
    const struct trace_scan *scan = &reader->scan;

    return (struct trace_contents){
        .chunks = scan->chunks,
        .chunk_count = scan->chunk_count,
        .file_size = scan->size,
        .header_size = scan->body,
        .complete = scan->complete,
    };
}

unsigned trace_reader_damage(const struct trace_reader *reader)
{
    return reader->scan.damage;
}

void trace_reader_select(struct trace_reader *reader, const struct trace_filter *filter)
{
    reader->filter = filter;
}

static bool passes_over(const struct trace_reader *reader, size_t chunk)
{
    const struct trace_scan *scan = &reader->scan;
    const struct trace_pages *pages = scan->pages != NULL ? &scan->pages[chunk] : NULL;

    return reader->filter != NULL &&
           !trace_filter_wants_chunk(reader->filter, &scan->chunks[chunk].block, pages);
}

/* Makes the next readable chunk current; false when there is none. */
static bool next_chunk(struct trace_reader *reader)
{
    struct trace_scan *scan = &reader->scan;

    while (reader->next_chunk < scan->chunk_count) {
        const size_t chunk = reader->next_chunk++;
        const uint64_t offset = scan->chunks[chunk].offset;
        struct trace_block block;

        if (passes_over(reader, chunk)) {
            continue;
        }
        free(reader->raw);
        reader->raw = NULL;
        if (trace_scan_block(scan, offset, &block, &reader->raw) != 0 ||
            block.type != TRACE_BLOCK_CHUNK) {
            trace_scan_report(scan, "damaged chunk at byte %" PRIu64 ": skipped", offset);
            continue;
        }
        reader->cursor = (struct trace_cursor){reader->raw, reader->raw + block.raw, false};
        reader->events_left = block.event_count;
        trace_state_rebase(&reader->state);
        if (trace_state_read(&reader->state, &reader->cursor)) {
            return true;
        }
        trace_scan_report(scan, "chunk at byte %" PRIu64 " makes no sense: skipped", offset);
    }
    return false;
}

bool trace_reader_next(struct trace_reader *reader, struct trace_event *ret)
{
    struct event ev;

    for (;;) {
        while (reader->events_left == 0) {
            if (!next_chunk(reader)) {
                return false;
            }
        }
        if (trace_record_read(&reader->state, &reader->cursor, &ev)) {
            break;
        }
        trace_scan_report(&reader->scan, "chunk %zu makes no sense: %" PRIu64 " events skipped",
                          reader->next_chunk - 1, reader->events_left);
        reader->events_left = 0;
    }
    reader->events_left--;
    *ret = trace_state_place(&reader->state, &ev);
    return true;
}
