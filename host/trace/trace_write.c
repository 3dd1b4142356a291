/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events become records in one buffer; a full buffer becomes a compressed
 * block. emit() cannot fail, so the first error is kept until the end.
 */
#include "trace_write.h"

#include "output.h"
#include "trace_block.h"
#include "trace_codec.h"
#include "trace_filter.h"
#include "trace_header.h"
#include "trace_pages.h"
#include "trace_record.h"
#include "trace_ring.h"

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
    struct trace_ring ring; /* where chunks wait when only the last ones are wanted */
    const struct trace_filter *filter; /* NULL: all events */
    uint64_t kinds; /* EVENT_BIT()s of the level */
};

/* Without them nobody could tell where in the program an event was. */
#define MARKS                                                                                      \
    (EVENT_BIT(OP_BEGIN) | EVENT_BIT(OP_END) | EVENT_BIT(PHASE_BEGIN) | EVENT_BIT(PHASE_END))

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

/* Compresses raw bytes; frame has room for them. */
static bool compress(struct trace_writer *writer, struct trace_block *block, const uint8_t *raw,
                     uint8_t *frame)
{
    block->stored = (uint32_t)trace_codec_compress(writer->codec, raw, block->raw, frame,
                                                   trace_codec_bound(block->raw));
    if (block->stored == 0) {
        fail(writer, -ENOMEM);
    }
    return block->stored != 0;
}

static void write_block(struct trace_writer *writer, const struct trace_block *block,
                        const uint8_t *frame)
{
    uint8_t header[TRACE_BLOCK_HEADER_BYTES];

    trace_block_write(block, header);
    write_bytes(writer, header, sizeof(header));
    write_bytes(writer, frame, block->stored);
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
    if (compress(writer, &block, bytes->data, frame)) {
        write_block(writer, &block, frame);
    }
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

/* Writes a chunk and its entry of the index. */
static void write_chunk(struct trace_writer *writer, const struct trace_block *block,
                        const struct trace_pages *pages, const uint8_t *frame)
{
    const struct trace_chunk chunk = {writer->offset, *block};
    uint8_t entry[INDEX_ENTRY_BYTES];

    write_block(writer, block, frame);
    trace_chunk_write(&chunk, entry);
    trace_pages_write(pages, entry + TRACE_INDEX_ENTRY_BYTES);
    trace_bytes_put(&writer->index, entry, sizeof(entry));
}

static void end_chunk(struct trace_writer *writer)
{
    struct trace_block *block = &writer->block;

    if (block->event_count == 0 || writer->error != 0) {
        return;
    }
    block->raw = (uint32_t)(writer->next - writer->raw);
    if (!compress(writer, block, writer->raw, writer->frame)) {
        return;
    }
    writer->event_count += block->event_count;
    if (writer->ring.limit == 0) {
        write_chunk(writer, block, &writer->pages, writer->frame);
    } else if (trace_ring_add(&writer->ring, block, &writer->pages, writer->frame) != 0) {
        fail(writer, -ENOMEM);
    }
}

/* What the ring has kept. */
static void write_ring(struct trace_writer *writer)
{
    for (const struct trace_ring_chunk *chunk = writer->ring.oldest; chunk != NULL;
         chunk = chunk->next) {
        write_chunk(writer, &chunk->block, &chunk->pages, chunk->frame);
    }
}

/* Marks are always wanted, so that where the event is in the program is as it was before it. */
static bool wants(const struct trace_writer *writer, const struct event *ev)
{
    if (writer->filter == NULL || (MARKS >> ev->kind & 1) != 0) {
        return true;
    }
    const struct trace_event traced = {*ev, writer->state.cores[ev->core].site,
                                       writer->state.phase};

    return trace_filter_wants(writer->filter, &traced);
}

/* Extends what the chunk is said to hold. */
static void describe(struct trace_writer *writer, const struct event *ev)
{
    struct trace_block *block = &writer->block;

    block->event_count++;
    block->first_cycle = ev->cycle < block->first_cycle ? ev->cycle : block->first_cycle;
    block->last_cycle = ev->cycle > block->last_cycle ? ev->cycle : block->last_cycle;
    block->kinds |= 1ULL << ev->kind;
    block->cores |= 1ULL << ev->core;
    trace_pages_add(&writer->pages, ev);
}

static void emit(void *ctx, const struct event *ev)
{
    struct trace_writer *writer = ctx;
    const size_t used = (size_t)(writer->next - writer->raw);

    assert(ev->core < writer->state.core_count);
    if (used > TRACE_CHUNK_MAX_BYTES - TRACE_RECORD_MAX_BYTES) {
        end_chunk(writer);
        begin_chunk(writer);
    }
    if (wants(writer, ev)) {
        trace_record_write(&writer->state, ev, &writer->next);
        describe(writer, ev);
    }
    trace_state_advance(&writer->state, ev);
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
    write_ring(writer);
    footer = (struct trace_footer){writer->offset, writer->event_count - writer->ring.lost};
    write_index(writer);
    trace_footer_write(&footer, bytes);
    write_bytes(writer, bytes, sizeof(bytes));
}

static void destroy(struct trace_writer *writer)
{
    trace_codec_destroy(writer->codec);
    trace_state_finish(&writer->state);
    trace_ring_finish(&writer->ring);
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
    writer->kinds = EVENT_ALL;
    if (header->recording != NULL) {
        writer->kinds = trace_level_kinds(header->recording->level) | MARKS;
        writer->filter = header->recording->filter;
        writer->ring.limit = header->recording->ring;
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
    return (struct sink){.emit = emit, .ctx = writer, .interest = writer->kinds};
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

void trace_writer_discard(struct trace_writer *writer)
{
    output_discard(&writer->output);
    destroy(writer);
}

uint64_t trace_writer_events(struct trace_writer *writer, uint64_t *ret_lost)
{
    end_chunk(writer); /* which may cost the ring an older one */
    begin_chunk(writer);
    *ret_lost = writer->ring.lost;
    return writer->event_count;
}
