/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a trace, and as the parts of one that is whole around them, so
 * that checksums keep nothing from being tried: the records of a chunk, the
 * header, the index. What the reader makes of it goes through every command.
 */
#include "../fuzz_input.h"
#include "counters.h"
#include "events.h"
#include "log.h"
#include "trace_block.h"
#include "trace_codec.h"
#include "trace_diff.h"
#include "trace_dump.h"
#include "trace_export.h"
#include "trace_header.h"
#include "trace_info.h"
#include "trace_stat.h"
#include "trace_why.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Messages go nowhere: there would be thousands a second. */
void log_error(const char *format, ...)
{
    (void)format;
}

void log_error_at(const char *file, unsigned line, unsigned column, const char *format, ...)
{
    (void)file, (void)line, (void)column, (void)format;
}

void log_warning(const char *format, ...)
{
    (void)format;
}

enum shape { WHOLE_FILE, RECORDS, HEADER, INDEX, SHAPE_COUNT };

static void put_block(struct trace_bytes *file, struct trace_codec *codec, unsigned type,
                      const uint8_t *raw, size_t size, uint64_t events)
{
    struct trace_block block = {.type = type,
                                .raw = (uint32_t)size,
                                .event_count = events,
                                .last_cycle = UINT64_MAX,
                                .kinds = UINT64_MAX,
                                .cores = UINT64_MAX};
    uint8_t header[TRACE_BLOCK_HEADER_BYTES];
    uint8_t *frame = malloc(trace_codec_bound(size));

    block.stored = (uint32_t)trace_codec_compress(codec, raw, size, frame, trace_codec_bound(size));
    trace_block_write(&block, header);
    trace_bytes_put(file, header, sizeof(header));
    trace_bytes_put(file, frame, block.stored);
    free(frame);
}

/* The data in its place in a file that is otherwise whole. */
static void wrap(struct trace_bytes *file, enum shape shape, const uint8_t *data, size_t size)
{
    struct trace_codec *codec = trace_codec_create();
    uint8_t preamble[TRACE_PREAMBLE_BYTES], footer_bytes[TRACE_FOOTER_BYTES];
    struct trace_bytes header = {0};
    struct trace_footer footer;

    trace_header_write(events_header(), &header);
    trace_preamble_write(preamble);
    trace_bytes_put(file, preamble, sizeof(preamble));
    put_block(file, codec, TRACE_BLOCK_HEADER, shape == HEADER ? data : header.data,
              shape == HEADER ? size : header.size, 0);
    if (shape != INDEX) {
        put_block(file, codec, TRACE_BLOCK_CHUNK, data, size, 1 + size);
    }
    footer = (struct trace_footer){file->size, 1};
    if (shape == INDEX) {
        put_block(file, codec, TRACE_BLOCK_INDEX, data, size, 0);
        trace_footer_write(&footer, footer_bytes);
        trace_bytes_put(file, footer_bytes, sizeof(footer_bytes));
    }
    trace_bytes_finish(&header);
    trace_codec_destroy(codec);
}

/* What a command does with a file; one of them for each input, chosen by it. */
static int act(unsigned choice, struct trace_reader *reader, struct trace_reader *other,
               uint64_t address, FILE *null)
{
    struct trace_filter filter;

    trace_filter_init(&filter);
    const struct trace_dump_options dump = {&filter, 0, choice == 1};
    const struct trace_stat_options stat = {&filter, TRACE_COST_MISSES, 10};
    const struct trace_why_options why = {address, UINT64_MAX, 20};
    const struct trace_export_options export = {trace_exporter_at(choice - 5), &filter,
                                                COUNTER_CYCLES, "/dev/null"};

    switch (choice) {
    case 0:
    case 1:
        return trace_dump(reader, &dump, null);
    case 2:
        return trace_info(reader, null);
    case 3:
        return trace_stat(reader, &stat, null);
    case 4:
        return trace_why(reader, &why, null);
    default:
        break;
    }
    if (export.format == NULL) {
        return trace_diff(reader, other, &filter, &filter, null);
    }
    return export.format->own_file ? 0 : trace_export(reader, &export);
}

static void look(const char *path, unsigned choice, uint64_t address, FILE *null)
{
    struct trace_reader *reader, *other;

    if (trace_reader_open(path, &reader) != 0) {
        return;
    }
    FUZZ_REQUIRE(trace_reader_open(path, &other) == 0);
    FUZZ_REQUIRE(act(choice, reader, other, address, null) == 0);
    trace_reader_close(reader);
    trace_reader_close(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = {data, size};
    const unsigned first = (unsigned)fuzz_take(&in, 1);
    const enum shape shape = first % SHAPE_COUNT;
    const unsigned choice = first / SHAPE_COUNT % 12;
    const uint64_t address = fuzz_take(&in, 8);
    struct trace_bytes file = {0};
    char path[64];
    const int fd = memfd_create("trace", 0);
    static FILE *null;

    null = null != NULL ? null : fopen("/dev/null", "w");
    if (shape == WHOLE_FILE) {
        trace_bytes_put(&file, in.next, in.left);
    } else {
        wrap(&file, shape, in.next, in.left);
    }
    FUZZ_REQUIRE(fd >= 0 && write(fd, file.data, file.size) == (ssize_t)file.size);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    look(path, choice, address, null);
    close(fd);
    trace_bytes_finish(&file);
    return 0;
}
