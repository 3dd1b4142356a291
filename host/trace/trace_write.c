/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events become records in one buffer; a full buffer becomes a compressed
 * block. emit() cannot fail, so the first error is kept until the end.
 */
#include "trace_write.h"

#include "output.h"
#include "trace_block.h"
#include "trace_codec.h"
#include "trace_header.h"
#include "trace_pages.h"
#include "trace_record.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#define INDEX_ENTRY_BYTES (TRACE_INDEX_ENTRY_BYTES + TRACE_PAGES_BYTES)

struct trace_writer {
    struct output output;
    uint64_t offset; /* written so far */
    int error; /* the first -errno */
    struct trace_codec *codec;
    struct trace_state state;
    uint8_t *raw, *next; /* the chunk that grows; TRACE_CHUNK_MAX_BYTES */
    struct trace_block block; /* what it holds */
    struct trace_pages pages; /* and what it is about */
    uint8_t *frame; /* room for a compressed chunk */
    struct trace_bytes index; /* entries of the chunks written */
    uint64_t event_count;
};

static void fail(struct trace_writer *writer, int error)
{
    if (writer->error == 0) {
        writer->error = error;
    }
}

static void write_bytes(struct trace_writer *writer, const void *data, size_t size)
{
    if (writer->error != 0) {
        return;
    }
    errno = 0;
    if (fwrite(data, 1, size, writer->output.file) != size) {
        fail(writer, errno != 0 ? -errno : -EIO);
    }
    writer->offset += size;
}

/* Compresses raw bytes into a block; frame has room for them. */
static void write_block(struct trace_writer *writer, struct trace_block *block, const uint8_t *raw,
                        uint8_t *frame)
{
    uint8_t header[TRACE_BLOCK_HEADER_BYTES];
    const size_t stored =
        trace_codec_compress(writer->codec, raw, block->raw, frame, trace_codec_bound(block->raw));

    if (stored == 0) {
        fail(writer, -ENOMEM);
        return;
    }
    block->stored = (uint32_t)stored;
    trace_block_write(block, header);
    write_bytes(writer, header, sizeof(header));
    write_bytes(writer, frame, stored);
    /* Out of this process at once: a kill must not tear what is already whole. */
    if (writer->error == 0 && fflush(writer->output.file) != 0) {
        fail(writer, -errno);
    }
}

/* A block of one's own memory, for header and index, which may be large. */
static void write_large_block(struct trace_writer *writer, enum trace_block_type type,
                              const struct trace_bytes *bytes)
{
    struct trace_block block = {.type = type, .raw = (uint32_t)bytes->size};
    uint8_t *frame;

    if (bytes->size > TRACE_BLOCK_MAX_BYTES) {
        fail(writer, -EFBIG);
        return;
    }
    frame = bytes->failed ? NULL : malloc(trace_codec_bound(bytes->size));
    if (frame == NULL) {
        fail(writer, -ENOMEM);
        return;
    }
    write_block(writer, &block, bytes->data, frame);
    free(frame);
}

/* What a reader must know before the chunk's first event. */
static void begin_chunk(struct trace_writer *writer)
{
    writer->block = (struct trace_block){.type = TRACE_BLOCK_CHUNK, .first_cycle = UINT64_MAX};
    writer->next = writer->raw;
    trace_pages_clear(&writer->pages);
    trace_state_rebase(&writer->state);
    trace_state_write(&writer->state, &writer->next);
}

static void end_chunk(struct trace_writer *writer)
{
    struct trace_chunk chunk = {.offset = writer->offset};
    uint8_t entry[INDEX_ENTRY_BYTES];

    if (writer->block.event_count == 0 || writer->error != 0) {
        return;
    }
    writer->block.raw = (uint32_t)(writer->next - writer->raw);
    write_block(writer, &writer->block, writer->raw, writer->frame);
    writer->event_count += writer->block.event_count;
    chunk.block = writer->block;
    trace_chunk_write(&chunk, entry);
    trace_pages_write(&writer->pages, entry + TRACE_INDEX_ENTRY_BYTES);
    trace_bytes_put(&writer->index, entry, sizeof(entry));
}

static void emit(void *ctx, const struct event *ev)
{
    struct trace_writer *writer = ctx;
    struct trace_block *block = &writer->block;
    const size_t used = (size_t)(writer->next - writer->raw);

    assert(ev->core < writer->state.core_count);
    if (used > TRACE_CHUNK_MAX_BYTES - TRACE_RECORD_MAX_BYTES) {
        end_chunk(writer);
        begin_chunk(writer);
    }
    trace_record_write(&writer->state, ev, &writer->next);
    trace_state_advance(&writer->state, ev);
    block->event_count++;
    block->first_cycle = ev->cycle < block->first_cycle ? ev->cycle : block->first_cycle;
    block->last_cycle = ev->cycle > block->last_cycle ? ev->cycle : block->last_cycle;
    block->kinds |= 1ULL << ev->kind;
    block->cores |= 1ULL << ev->core;
    trace_pages_add(&writer->pages, ev);
}

static void write_start(struct trace_writer *writer, const struct trace_header *header)
{
    uint8_t preamble[TRACE_PREAMBLE_BYTES];
    struct trace_bytes bytes = {0};

    trace_preamble_write(preamble);
    write_bytes(writer, preamble, sizeof(preamble));
    trace_header_write(header, &bytes);
    write_large_block(writer, TRACE_BLOCK_HEADER, &bytes);
    trace_bytes_finish(&bytes);
    begin_chunk(writer);
}

/* The entries behind their size; those of a recording beyond all measure without their pages. */
static void write_index(struct trace_writer *writer)
{
    const size_t count = writer->index.size / INDEX_ENTRY_BYTES;
    const size_t keep = writer->index.size <= TRACE_BLOCK_MAX_BYTES - TRACE_VARINT_MAX_BYTES
                            ? INDEX_ENTRY_BYTES
                            : TRACE_INDEX_ENTRY_BYTES;
    struct trace_bytes bytes = {.failed = writer->index.failed};

    trace_bytes_put_varint(&bytes, keep);
    for (size_t i = 0; i < count; i++) {
        trace_bytes_put(&bytes, writer->index.data + i * INDEX_ENTRY_BYTES, keep);
    }
    write_large_block(writer, TRACE_BLOCK_INDEX, &bytes);
    trace_bytes_finish(&bytes);
}

static void write_end(struct trace_writer *writer)
{
    uint8_t bytes[TRACE_FOOTER_BYTES];
    struct trace_footer footer;

    end_chunk(writer);
    footer = (struct trace_footer){writer->offset, writer->event_count};
    write_index(writer);
    trace_footer_write(&footer, bytes);
    write_bytes(writer, bytes, sizeof(bytes));
}

static void destroy(struct trace_writer *writer)
{
    trace_codec_destroy(writer->codec);
    trace_state_finish(&writer->state);
    trace_bytes_finish(&writer->index);
    free(writer->raw);
    free(writer->frame);
    free(writer);
}

static int create(unsigned cpu_count, struct trace_writer **ret)
{
    struct trace_writer *writer = calloc(1, sizeof(*writer));

    if (writer == NULL) {
        return -ENOMEM;
    }
    writer->codec = trace_codec_create();
    writer->raw = malloc(TRACE_CHUNK_MAX_BYTES);
    writer->frame = malloc(trace_codec_bound(TRACE_CHUNK_MAX_BYTES));
    if (trace_state_init(&writer->state, cpu_count) != 0 || writer->codec == NULL ||
        writer->raw == NULL || writer->frame == NULL) {
        destroy(writer);
        return -ENOMEM;
    }
    *ret = writer;
    return 0;
}

int trace_writer_open(const char *path, const struct trace_header *header,
                      struct trace_writer **ret)
{
    struct trace_writer *writer = NULL;
    int status = create(header->cpu_count, &writer);

    if (status != 0) {
        return status;
    }
    status = output_open(path, &writer->output);
    if (status == 0) {
        write_start(writer, header);
        status = writer->error;
    }
    if (status != 0) {
        output_discard(&writer->output);
        destroy(writer);
        return status;
    }
    *ret = writer;
    return 0;
}

struct sink trace_writer_sink(struct trace_writer *writer)
{
    return (struct sink){.emit = emit, .ctx = writer, .interest = EVENT_ALL};
}

int trace_writer_close(struct trace_writer *writer)
{
    int status;

    write_end(writer);
    status = writer->error;
    if (status == 0) {
        status = output_commit(&writer->output);
    } else {
        output_abandon(&writer->output); /* the chunks that are whole can be read */
    }
    destroy(writer);
    return status;
}
