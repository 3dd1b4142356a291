/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_block.h"

#include "trace_bytes.h"

#include <string.h>

#define BLOCK_MAGIC 0x4252544du /* "MTRB" */
#define FOOTER_MAGIC 0x4552544du /* "MTRE" */

/* As in PNG: the first byte is no text, and line-end conversion shows. */
static const uint8_t preamble_magic[8] = {0x8d, 'M', 'T', 'R', '\r', '\n', 0x1a, '\n'};

void trace_preamble_write(uint8_t out[TRACE_PREAMBLE_BYTES])
{
    memset(out, 0, TRACE_PREAMBLE_BYTES);
    memcpy(out, preamble_magic, sizeof(preamble_magic));
    trace_put32(out + 8, TRACE_VERSION);
}

bool trace_preamble_read(const uint8_t in[TRACE_PREAMBLE_BYTES], uint32_t *ret_version)
{
    if (memcmp(in, preamble_magic, sizeof(preamble_magic)) != 0) {
        return false;
    }
    *ret_version = trace_get32(in + 8);
    return true;
}

void trace_block_write(const struct trace_block *block, uint8_t out[TRACE_BLOCK_HEADER_BYTES])
{
    trace_put32(out, BLOCK_MAGIC);
    trace_put32(out + 4, block->type);
    trace_put32(out + 8, block->stored);
    trace_put32(out + 12, block->raw);
    trace_put64(out + 16, block->event_count);
    trace_put64(out + 24, block->first_cycle);
    trace_put64(out + 32, block->last_cycle);
    trace_put64(out + 40, block->kinds);
    trace_put64(out + 48, block->cores);
    trace_put32(out + 56, 0);
    trace_put32(out + 60, trace_crc32(out, 60));
}

bool trace_block_read(const uint8_t in[TRACE_BLOCK_HEADER_BYTES], struct trace_block *ret)
{
    if (trace_get32(in) != BLOCK_MAGIC || trace_get32(in + 60) != trace_crc32(in, 60)) {
        return false;
    }
    *ret = (struct trace_block){
        .type = trace_get32(in + 4),
        .stored = trace_get32(in + 8),
        .raw = trace_get32(in + 12),
        .event_count = trace_get64(in + 16),
        .first_cycle = trace_get64(in + 24),
        .last_cycle = trace_get64(in + 32),
        .kinds = trace_get64(in + 40),
        .cores = trace_get64(in + 48),
    };
    return true;
}

void trace_footer_write(const struct trace_footer *footer, uint8_t out[TRACE_FOOTER_BYTES])
{
    trace_put64(out, footer->index);
    trace_put64(out + 8, footer->event_count);
    trace_put32(out + 16, trace_crc32(out, 16));
    trace_put32(out + 20, FOOTER_MAGIC);
}

bool trace_footer_read(const uint8_t in[TRACE_FOOTER_BYTES], struct trace_footer *ret)
{
    if (trace_get32(in + 20) != FOOTER_MAGIC || trace_get32(in + 16) != trace_crc32(in, 16)) {
        return false;
    }
    *ret = (struct trace_footer){.index = trace_get64(in), .event_count = trace_get64(in + 8)};
    return true;
}

void trace_chunk_write(const struct trace_chunk *chunk, uint8_t out[TRACE_INDEX_ENTRY_BYTES])
{
    trace_put64(out, chunk->offset);
    trace_put64(out + 8, chunk->block.event_count);
    trace_put64(out + 16, chunk->block.first_cycle);
    trace_put64(out + 24, chunk->block.last_cycle);
    trace_put64(out + 32, chunk->block.kinds);
    trace_put64(out + 40, chunk->block.cores);
}

void trace_chunk_read(const uint8_t in[TRACE_INDEX_ENTRY_BYTES], struct trace_chunk *ret)
{
    *ret = (struct trace_chunk){
        .offset = trace_get64(in),
        .block = {.type = TRACE_BLOCK_CHUNK,
                  .event_count = trace_get64(in + 8),
                  .first_cycle = trace_get64(in + 16),
                  .last_cycle = trace_get64(in + 24),
                  .kinds = trace_get64(in + 32),
                  .cores = trace_get64(in + 40)},
    };
}
