/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_codec.h"

#include "prng.h"
#include "suite.h"

#include <errno.h>
#include <string.h>

static uint8_t data[5000], frame[8000], back[5001];

START_TEST(frame_gives_back_its_bytes_and_notices_change)
{
    struct prng prng = {prng_test_seed(1)};
    struct trace_codec *codec = trace_codec_create();

    for (unsigned i = 0; i < 200; i++) {
        const size_t size = prng_below(&prng, sizeof(data));

        for (size_t n = 0; n < size; n++) {
            data[n] = (uint8_t)prng_below(&prng, 1 + i);
        }
        ck_assert_uint_le(trace_codec_bound(size), sizeof(frame));
        const size_t stored = trace_codec_compress(codec, data, size, frame, sizeof(frame));

        ck_assert_uint_gt(stored, 0);
        ck_assert_int_eq(trace_codec_decompress(codec, frame, stored, back, size), 0);
        ck_assert_mem_eq(data, back, size);
        ck_assert_int_eq(trace_codec_decompress(codec, frame, stored, back, size + 1), -EILSEQ);
        ck_assert_int_eq(trace_codec_decompress(codec, frame, stored - 1, back, size), -EILSEQ);
        frame[stored - 1] ^= 1; /* its checksum */
        ck_assert_int_eq(trace_codec_decompress(codec, frame, stored, back, size), -EILSEQ);
    }
    trace_codec_destroy(codec);
}
END_TEST

START_TEST(room_that_is_too_small_is_told)
{
    struct trace_codec *codec = trace_codec_create();

    ck_assert_uint_eq(trace_codec_compress(codec, data, sizeof(data), frame, 3), 0);
    trace_codec_destroy(codec);
    trace_codec_destroy(NULL);
}
END_TEST

int main(void)
{
    return suite_run("trace_codec",
                     (const TTest *const[]){frame_gives_back_its_bytes_and_notices_change,
                                            room_that_is_too_small_is_told, NULL});
}
