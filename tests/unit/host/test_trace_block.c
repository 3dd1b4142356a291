/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_block.h"

#include "suite.h"

#include <string.h>

static const struct trace_block block = {TRACE_BLOCK_CHUNK,  1000,     5000, 77, 0x123456789abcdef0,
                                         0xfedcba9876543210, 0x3fffff, 0xf};

START_TEST(preamble_round_trips)
{
    uint8_t bytes[TRACE_PREAMBLE_BYTES];
    uint32_t version = 0;

    trace_preamble_write(bytes);
    ck_assert(trace_preamble_read(bytes, &version));
    ck_assert_uint_eq(version, TRACE_VERSION);
    bytes[5] ^= 1;
    ck_assert(!trace_preamble_read(bytes, &version));
}
END_TEST

START_TEST(block_header_round_trips_and_no_bit_may_change)
{
    uint8_t bytes[TRACE_BLOCK_HEADER_BYTES];
    struct trace_block got;

    trace_block_write(&block, bytes);
    ck_assert(trace_block_read(bytes, &got));
    ck_assert_uint_eq(got.type, block.type);
    ck_assert_uint_eq(got.stored, block.stored);
    ck_assert_uint_eq(got.raw, block.raw);
    ck_assert_uint_eq(got.event_count, block.event_count);
    ck_assert_uint_eq(got.first_cycle, block.first_cycle);
    ck_assert_uint_eq(got.last_cycle, block.last_cycle);
    ck_assert_uint_eq(got.kinds, block.kinds);
    ck_assert_uint_eq(got.cores, block.cores);
    for (unsigned bit = 0; bit < 8 * sizeof(bytes); bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        ck_assert_msg(!trace_block_read(bytes, &got), "bit %u", bit);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}
END_TEST

START_TEST(footer_round_trips_and_no_bit_may_change)
{
    const struct trace_footer footer = {0x1122334455667788, 99};
    uint8_t bytes[TRACE_FOOTER_BYTES];
    struct trace_footer got;

    trace_footer_write(&footer, bytes);
    ck_assert(trace_footer_read(bytes, &got));
    ck_assert_uint_eq(got.index, footer.index);
    ck_assert_uint_eq(got.event_count, footer.event_count);
    for (unsigned bit = 0; bit < 8 * sizeof(bytes); bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        ck_assert_msg(!trace_footer_read(bytes, &got), "bit %u", bit);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}
END_TEST

START_TEST(index_entry_round_trips)
{
    const struct trace_chunk chunk = {0x1234567890, block};
    uint8_t bytes[TRACE_INDEX_ENTRY_BYTES];
    struct trace_chunk got;

    trace_chunk_write(&chunk, bytes);
    trace_chunk_read(bytes, &got);
    ck_assert_uint_eq(got.offset, chunk.offset);
    ck_assert_uint_eq(got.block.event_count, block.event_count);
    ck_assert_uint_eq(got.block.first_cycle, block.first_cycle);
    ck_assert_uint_eq(got.block.last_cycle, block.last_cycle);
    ck_assert_uint_eq(got.block.kinds, block.kinds);
    ck_assert_uint_eq(got.block.cores, block.cores);
}
END_TEST

int main(void)
{
    return suite_run("trace_block",
                     (const TTest *const[]){
                         preamble_round_trips, block_header_round_trips_and_no_bit_may_change,
                         footer_round_trips_and_no_bit_may_change, index_entry_round_trips, NULL});
}
