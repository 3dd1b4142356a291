/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_scan.h"

#include "log.h"
#include "trace_bytes.h"
#include "trace_codec.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPORT_MAX 10
/* No frame shrinks by more: a hostile size cannot make us allocate without bound. */
#define RATIO_MAX (1u << 17)

void trace_scan_report(struct trace_scan *scan, const char *format, ...)
{
    char text[160];
    va_list args;

    scan->damage++;
    if (scan->damage > REPORT_MAX) {
        return;
    }
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    log_warning("%s: %s%s", scan->path, text,
                scan->damage == REPORT_MAX ? "; further damage is not reported" : "");
}

/* True when size bytes at offset are in the file and were read. */
static bool read_at(const struct trace_scan *scan, uint64_t offset, void *ret, size_t size)
{
    uint8_t *next = ret;

    if (offset > scan->size || size > scan->size - offset) {
        return false;
    }
    while (size > 0) {
        const ssize_t got = pread(scan->fd - 1, next, size, (off_t)offset);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        next += got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
    return true;
}

static int open_file(struct trace_scan *scan)
{
    struct stat st;
    const int fd = open(scan->path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return -errno;
    }
    scan->fd = fd + 1;
    if (fstat(fd, &st) != 0) {
        return -errno;
    }
    if (S_ISDIR(st.st_mode)) {
        return -EISDIR;
    }
    scan->size = (uint64_t)st.st_size;
    scan->codec = trace_codec_create();
    return scan->codec != NULL ? 0 : -ENOMEM;
}

int trace_scan_open(struct trace_scan *scan, const char *path)
{
    uint8_t preamble[TRACE_PREAMBLE_BYTES];
    uint32_t version = 0;
    int status;

    *scan = (struct trace_scan){.path = path};
    status = open_file(scan);
    if (status != 0) {
        log_error_at(path, 0, 0, "cannot read the trace: %s", strerror(-status));
        return status;
    }
    if (!read_at(scan, 0, preamble, sizeof(preamble)) || !trace_preamble_read(preamble, &version)) {
        log_error_at(path, 0, 0, "not a trace file");
        return -EINVAL;
    }
    if (version != TRACE_VERSION) {
        log_error_at(path, 0, 0, "trace format version %" PRIu32 ": this mmulator reads version %d",
                     version, TRACE_VERSION);
        return -EINVAL;
    }
    return 0;
}

void trace_scan_close(struct trace_scan *scan)
{
    if (scan->fd != 0) {
        close(scan->fd - 1);
    }
    trace_codec_destroy(scan->codec);
    free(scan->chunks);
    free(scan->pages);
    *scan = (struct trace_scan){0};
}

/* The block header at offset, when it is one and its frame ends within the file. */
static bool read_block_header(const struct trace_scan *scan, uint64_t offset,
                              struct trace_block *ret)
{
    uint8_t bytes[TRACE_BLOCK_HEADER_BYTES];

    return read_at(scan, offset, bytes, sizeof(bytes)) && trace_block_read(bytes, ret) &&
           ret->stored <= scan->size - offset - sizeof(bytes);
}

static bool plausible_sizes(const struct trace_block *block)
{
    const uint32_t max =
        block->type == TRACE_BLOCK_CHUNK ? TRACE_CHUNK_MAX_BYTES : TRACE_BLOCK_MAX_BYTES;

    return block->raw <= max && block->raw / RATIO_MAX <= block->stored;
}

int trace_scan_block(struct trace_scan *scan, uint64_t offset, struct trace_block *ret,
                     uint8_t **ret_raw)
{
    struct trace_block block;
    uint8_t *frame, *raw;
    int status = -EILSEQ;

    if (!read_block_header(scan, offset, &block) || !plausible_sizes(&block)) {
        return -EILSEQ;
    }
    frame = malloc((size_t)block.stored + 1);
    raw = malloc((size_t)block.raw + 1);
    if (frame == NULL || raw == NULL) {
        status = -ENOMEM;
    } else if (read_at(scan, offset + TRACE_BLOCK_HEADER_BYTES, frame, block.stored)) {
        status = trace_codec_decompress(scan->codec, frame, block.stored, raw, block.raw);
    }
    free(frame);
    if (status != 0) {
        free(raw);
        return status;
    }
    *ret = block;
    *ret_raw = raw;
    return 0;
}

static int add_chunk(struct trace_scan *scan, const struct trace_chunk *chunk)
{
    if (scan->chunk_count == scan->chunk_capacity) {
        const size_t capacity = scan->chunk_capacity != 0 ? 2 * scan->chunk_capacity : 64;
        struct trace_chunk *chunks = reallocarray(scan->chunks, capacity, sizeof(*chunks));

        if (chunks == NULL) {
            return -ENOMEM;
        }
        scan->chunks = chunks;
        scan->chunk_capacity = capacity;
    }
    scan->chunks[scan->chunk_count++] = *chunk;
    return 0;
}

/* Room for the pages of so many chunks. An index whose entries are too short has none. */
static int make_pages(struct trace_scan *scan, uint64_t entry_bytes, size_t entries)
{
    if (entry_bytes < TRACE_INDEX_ENTRY_BYTES + TRACE_PAGES_BYTES) {
        return 0;
    }
    scan->pages = calloc(entries + 1, sizeof(*scan->pages));
    return scan->pages != NULL ? 0 : -ENOMEM;
}

/* Entries of a decompressed index. Larger entries than ours end in fields we do not know. */
static int take_index(struct trace_scan *scan, const uint8_t *raw, size_t size)
{
    struct trace_cursor cursor = {raw, raw + size, false};
    const uint64_t entry_bytes = trace_cursor_varint(&cursor);

    if (cursor.failed || entry_bytes < TRACE_INDEX_ENTRY_BYTES) {
        return -EILSEQ;
    }
    if (make_pages(scan, entry_bytes, size / entry_bytes) != 0) {
        return -ENOMEM;
    }
    while (cursor.next < cursor.end) {
        const uint8_t *entry = trace_cursor_bytes(&cursor, entry_bytes);
        struct trace_chunk chunk;

        if (entry == NULL) {
            return -EILSEQ;
        }
        trace_chunk_read(entry, &chunk);
        if (scan->pages != NULL) {
            trace_pages_read(entry + TRACE_INDEX_ENTRY_BYTES, &scan->pages[scan->chunk_count]);
        }
        if (add_chunk(scan, &chunk) != 0) {
            return -ENOMEM;
        }
    }
    return 0;
}

/* 0, -ENOMEM, or -EILSEQ when the file has no good index. */
static int read_index(struct trace_scan *scan)
{
    uint8_t bytes[TRACE_FOOTER_BYTES];
    struct trace_footer footer;
    struct trace_block block;
    uint8_t *raw = NULL;
    int status;

    if (scan->size < sizeof(bytes) ||
        !read_at(scan, scan->size - sizeof(bytes), bytes, sizeof(bytes)) ||
        !trace_footer_read(bytes, &footer)) {
        return -EILSEQ;
    }
    status = trace_scan_block(scan, footer.index, &block, &raw);
    if (status == 0) {
        status = block.type == TRACE_BLOCK_INDEX ? take_index(scan, raw, block.raw) : -EILSEQ;
        free(raw);
    }
    if (status == -EILSEQ) {
        scan->chunk_count = 0;
        free(scan->pages);
        scan->pages = NULL;
    }
    return status;
}

/* The next place at or after offset where a block header stands; scan->size: none. */
static uint64_t find_block(const struct trace_scan *scan, uint64_t offset)
{
    uint8_t window[4096 + TRACE_BLOCK_HEADER_BYTES - 1];
    struct trace_block block;

    while (offset + TRACE_BLOCK_HEADER_BYTES <= scan->size) {
        const uint64_t left = scan->size - offset;
        const size_t size = left < sizeof(window) ? (size_t)left : sizeof(window);
        const size_t starts = size - TRACE_BLOCK_HEADER_BYTES + 1;

        if (!read_at(scan, offset, window, size)) {
            break;
        }
        for (size_t i = 0; i < starts; i++) {
            if (window[i] == 'M' && trace_block_read(window + i, &block)) {
                return offset + i;
            }
        }
        offset += starts;
    }
    return scan->size;
}

/* Goes from block to block, and over what is none. */
static int walk_blocks(struct trace_scan *scan)
{
    uint64_t offset = scan->body;

    while (offset < scan->size) {
        struct trace_chunk chunk = {.offset = offset};
        int status = 0;

        if (read_block_header(scan, offset, &chunk.block)) {
            if (chunk.block.type == TRACE_BLOCK_CHUNK) {
                status = add_chunk(scan, &chunk);
            }
            offset += TRACE_BLOCK_HEADER_BYTES + chunk.block.stored;
        } else {
            const uint64_t next = find_block(scan, offset + 1);

            trace_scan_report(scan, "%" PRIu64 " bytes at byte %" PRIu64 " are no whole block: %s",
                              next - offset, offset, "skipped");
            offset = next;
        }
        if (status != 0) {
            return status;
        }
    }
    return 0;
}

int trace_scan_chunks(struct trace_scan *scan)
{
    struct trace_block header;
    int status;

    if (!read_block_header(scan, TRACE_PREAMBLE_BYTES, &header)) {
        return -EILSEQ;
    }
    scan->body = TRACE_PREAMBLE_BYTES + TRACE_BLOCK_HEADER_BYTES + header.stored;
    status = read_index(scan);
    if (status != -EILSEQ) {
        scan->complete = status == 0;
        return status;
    }
    return walk_blocks(scan);
}
