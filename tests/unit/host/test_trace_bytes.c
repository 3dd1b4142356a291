/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_bytes.h"

#include "events.h"
#include "suite.h"

#include <string.h>

START_TEST(varint_of_any_number_round_trips)
{
    struct prng prng = {prng_test_seed(1)};

    for (unsigned i = 0; i < 100000; i++) {
        const uint64_t value = i < 1000 ? i : prng_any(&prng);
        uint8_t coded[TRACE_VARINT_MAX_BYTES];
        uint8_t *end = coded;

        trace_varint_write(&end, value);
        struct trace_cursor cursor = {coded, end, false};

        ck_assert_uint_eq(trace_cursor_varint(&cursor), value);
        ck_assert(!cursor.failed && cursor.next == cursor.end);
    }
}
END_TEST

START_TEST(varint_that_no_writer_makes_fails)
{
    static const struct {
        uint8_t bytes[12];
        size_t size;
    } cases[] = {
        {{0}, 0},
        {{0x80}, 1},
        {{0xff, 0xff, 0xff}, 3},
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}, 10},
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x81, 0x00}, 11},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct trace_cursor cursor = {cases[i].bytes, cases[i].bytes + cases[i].size, false};

        ck_assert_uint_eq(trace_cursor_varint(&cursor), 0);
        ck_assert_msg(cursor.failed, "case %zu", i);
    }
}
END_TEST

START_TEST(zigzag_keeps_small_differences_small)
{
    ck_assert_uint_eq(trace_zigzag(0), 0);
    ck_assert_uint_eq(trace_zigzag((uint64_t)-1), 1);
    ck_assert_uint_eq(trace_zigzag(1), 2);
    ck_assert_uint_eq(trace_zigzag((uint64_t)-2), 3);
    ck_assert_uint_eq(trace_unzigzag(trace_zigzag(UINT64_MAX / 2 + 1)), UINT64_MAX / 2 + 1);
    ck_assert_uint_eq(trace_unzigzag(trace_zigzag(UINT64_MAX / 2)), UINT64_MAX / 2);
}
END_TEST

START_TEST(string_round_trips_and_null_stays_null)
{
    struct trace_bytes bytes = {0};

    trace_bytes_put_string(&bytes, "vmalloc");
    trace_bytes_put_string(&bytes, "");
    trace_bytes_put_string(&bytes, NULL);
    struct trace_cursor cursor = {bytes.data, bytes.data + bytes.size, false};

    ck_assert_str_eq(trace_cursor_string(&cursor), "vmalloc");
    ck_assert_str_eq(trace_cursor_string(&cursor), "");
    ck_assert_ptr_null(trace_cursor_string(&cursor));
    ck_assert(!cursor.failed && cursor.next == cursor.end);
    trace_bytes_finish(&bytes);
}
END_TEST

START_TEST(string_without_its_nul_fails)
{
    static const char *const cases[] = {"\3abc", "\3a\0\0", "\7ab\0", "\3a\0b"};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const uint8_t *data = (const uint8_t *)cases[i];
        struct trace_cursor cursor = {data, data + 4, false};

        ck_assert_ptr_null(trace_cursor_string(&cursor));
        ck_assert_msg(cursor.failed, "case %zu", i);
    }
}
END_TEST

START_TEST(count_of_more_than_fits_fails)
{
    static const uint8_t data[] = {3, 0, 0, 0, 0, 0, 0};
    struct trace_cursor fits = {data, data + 7, false};
    struct trace_cursor short_by_one = {data, data + 6, false};

    ck_assert_uint_eq(trace_cursor_count(&fits, 2), 3);
    ck_assert(!fits.failed);
    ck_assert_uint_eq(trace_cursor_count(&short_by_one, 2), 0);
    ck_assert(short_by_one.failed);
}
END_TEST

START_TEST(buffer_grows)
{
    struct trace_bytes bytes = {0};

    for (unsigned i = 0; i < 10000; i++) {
        trace_bytes_put_varint(&bytes, i);
    }
    struct trace_cursor cursor = {bytes.data, bytes.data + bytes.size, false};

    for (unsigned i = 0; i < 10000; i++) {
        ck_assert_uint_eq(trace_cursor_varint(&cursor), i);
    }
    ck_assert(!bytes.failed);
    trace_bytes_finish(&bytes);
}
END_TEST

START_TEST(words_are_little_endian)
{
    uint8_t bytes[8];

    trace_put64(bytes, 0x0123456789abcdef);
    ck_assert_uint_eq(bytes[0], 0xef);
    ck_assert_uint_eq(bytes[7], 0x01);
    ck_assert_uint_eq(trace_get64(bytes), 0x0123456789abcdef);
    ck_assert_uint_eq(trace_get32(bytes), 0x89abcdef);
}
END_TEST

/* The check value that every description of this CRC gives. */
START_TEST(crc_of_check_string_is_known)
{
    ck_assert_uint_eq(trace_crc32((const uint8_t *)"123456789", 9), 0xcbf43926);
}
END_TEST

int main(void)
{
    return suite_run(
        "trace_bytes",
        (const TTest *const[]){varint_of_any_number_round_trips, varint_that_no_writer_makes_fails,
                               zigzag_keeps_small_differences_small,
                               string_round_trips_and_null_stays_null, string_without_its_nul_fails,
                               count_of_more_than_fits_fails, buffer_grows, words_are_little_endian,
                               crc_of_check_string_is_known, NULL});
}
