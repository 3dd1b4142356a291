/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frame of a trace file: preamble, blocks, footer. Every block begins with
 * a header of fixed size that says what it holds, so that a reader chooses
 * without decompressing. docs/trace-format.md, "File".
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TRACE_VERSION 3

#define TRACE_PREAMBLE_BYTES 16
#define TRACE_BLOCK_HEADER_BYTES 64
#define TRACE_FOOTER_BYTES 24
#define TRACE_INDEX_ENTRY_BYTES 48 /* at least: writers append fields */

/* Raw bytes of one block: what a reader allocates at most. */
#define TRACE_CHUNK_MAX_BYTES (1u << 18)
#define TRACE_BLOCK_MAX_BYTES (1u << 28)

enum trace_block_type {
    TRACE_BLOCK_HEADER = 1,
    TRACE_BLOCK_CHUNK = 2,
    TRACE_BLOCK_INDEX = 3,
};

struct trace_block {
    uint32_t type; /* enum trace_block_type */
    uint32_t stored; /* bytes of the frame that follows */
    uint32_t raw; /* bytes when decompressed */
    uint64_t event_count; /* this and the rest: of a chunk, otherwise 0 */
    uint64_t first_cycle, last_cycle; /* lowest and highest of any event */
    uint64_t kinds; /* EVENT_BIT()s */
    uint64_t cores; /* bit n: core n */
};

struct trace_footer {
    uint64_t index; /* offset of the index block */
    uint64_t event_count;
};

void trace_preamble_write(uint8_t out[TRACE_PREAMBLE_BYTES]);
/* False when this is no trace file; *ret_version is then untouched. */
bool trace_preamble_read(const uint8_t in[TRACE_PREAMBLE_BYTES], uint32_t *ret_version);

void trace_block_write(const struct trace_block *block, uint8_t out[TRACE_BLOCK_HEADER_BYTES]);
/* False when there is no whole block header. */
bool trace_block_read(const uint8_t in[TRACE_BLOCK_HEADER_BYTES], struct trace_block *ret);

void trace_footer_write(const struct trace_footer *footer, uint8_t out[TRACE_FOOTER_BYTES]);
bool trace_footer_read(const uint8_t in[TRACE_FOOTER_BYTES], struct trace_footer *ret);

/* A chunk and where it is, as the index lists it; stored and raw are not kept. */
struct trace_chunk {
    uint64_t offset;
    struct trace_block block;
};

void trace_chunk_write(const struct trace_chunk *chunk, uint8_t out[TRACE_INDEX_ENTRY_BYTES]);
void trace_chunk_read(const uint8_t in[TRACE_INDEX_ENTRY_BYTES], struct trace_chunk *ret);
