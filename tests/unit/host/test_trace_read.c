/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader against files that are cut, damaged or made to hurt. */
#include "trace_read.h"

#include "events.h"
#include "scratch.h"
#include "suite.h"
#include "trace_bytes.h"
#include "trace_codec.h"
#include "trace_dump.h"
#include "trace_info.h"
#include "trace_record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EVENT_TOTAL 60000

static uint8_t *whole; /* a good trace */
static size_t whole_size;

/* Warnings are expected here by the thousand. */
static void silence_stderr(void)
{
    const int null = open("/dev/null", O_WRONLY);

    fflush(stderr);
    ck_assert_int_ge(dup2(null, STDERR_FILENO), 0);
    close(null);
}

static void make_whole(void)
{
    struct events_run run = {.prng = {11}};
    struct trace_writer *writer;

    scratch_enter();
    ck_assert_int_eq(trace_writer_open("whole.mtr", events_header(), &writer), 0);
    const struct sink sink = trace_writer_sink(writer);

    for (unsigned i = 0; i < EVENT_TOTAL; i++) {
        const struct event ev = events_next(&run);

        sink.emit(sink.ctx, &ev);
    }
    ck_assert_int_eq(trace_writer_close(writer), 0);
    whole = scratch_read("whole.mtr", &whole_size);
}

static void drop_whole(void)
{
    free(whole);
    scratch_leave();
}

/* What came out of a file: the number of events, all as recorded unless damaged. */
struct outcome {
    int status;
    bool complete;
    unsigned damage;
    uint64_t events;
    bool in_order; /* the events are the first ones recorded */
};

static struct outcome read_file(const char *path)
{
    struct outcome out = {.in_order = true};
    struct events_run run = {.prng = {11}};
    struct trace_reader *reader;
    struct trace_event got;

    out.status = trace_reader_open(path, &reader);
    if (out.status != 0) {
        return out;
    }
    out.complete = trace_reader_contents(reader).complete;
    while (trace_reader_next(reader, &got)) {
        const struct event ev = events_next(&run);

        out.in_order = out.in_order && events_difference(&ev, &got.event) == NULL;
        out.events++;
    }
    out.damage = trace_reader_damage(reader);
    trace_reader_close(reader);
    return out;
}

static struct outcome read_bytes(const uint8_t *bytes, size_t size)
{
    scratch_write("case.mtr", bytes, size);
    return read_file("case.mtr");
}

/* The chunks of the good trace. */
static size_t list_chunks(struct trace_chunk *ret, size_t cap)
{
    struct trace_reader *reader;

    ck_assert_int_eq(trace_reader_open("whole.mtr", &reader), 0);
    const struct trace_contents contents = trace_reader_contents(reader);

    ck_assert_uint_le(contents.chunk_count, cap);
    memcpy(ret, contents.chunks, contents.chunk_count * sizeof(*ret));
    trace_reader_close(reader);
    return contents.chunk_count;
}

START_TEST(whole_file_is_read_whole)
{
    make_whole();
    const struct outcome out = read_bytes(whole, whole_size);

    ck_assert_int_eq(out.status, 0);
    ck_assert(out.complete && out.in_order);
    ck_assert_uint_eq(out.events, EVENT_TOTAL);
    ck_assert_uint_eq(out.damage, 0);
    drop_whole();
}
END_TEST

START_TEST(file_cut_around_every_chunk_boundary_reads_whole_chunks)
{
    struct trace_chunk chunks[64];
    uint64_t before = 0;

    make_whole();
    silence_stderr();
    const size_t count = list_chunks(chunks, 64);

    ck_assert_uint_ge(count, 3);
    for (size_t i = 0; i < count; i++) {
        for (int delta = -1; delta <= 1; delta++) {
            const size_t cut = (size_t)((int64_t)chunks[i].offset + delta);
            const struct outcome out = read_bytes(whole, cut);

            if (i == 0 && delta < 0) {
                ck_assert_int_eq(out.status, -EINVAL); /* the header is cut */
                continue;
            }
            ck_assert_int_eq(out.status, 0);
            ck_assert(!out.complete && out.in_order);
            ck_assert_uint_eq(out.events,
                              delta < 0 ? before - chunks[i - 1].block.event_count : before);
            ck_assert_uint_eq(out.damage, delta != 0);
        }
        before += chunks[i].block.event_count;
    }
    drop_whole();
}
END_TEST

START_TEST(file_cut_anywhere_fails_cleanly)
{
    struct prng prng = {prng_test_seed(2)};

    make_whole();
    silence_stderr();
    for (unsigned i = 0; i < 1000; i++) {
        const size_t cut = i < 100 ? i * 7 : prng_below(&prng, whole_size);
        const struct outcome out = read_bytes(whole, cut);

        ck_assert(out.status == -EINVAL || (out.status == 0 && out.in_order && !out.complete));
    }
    drop_whole();
}
END_TEST

START_TEST(damaged_chunk_is_reported_and_skipped)
{
    struct trace_chunk chunks[64];

    make_whole();
    silence_stderr();
    list_chunks(chunks, 64);
    whole[chunks[1].offset + TRACE_BLOCK_HEADER_BYTES + 100] ^= 1; /* in the frame */
    struct outcome out = read_bytes(whole, whole_size);

    ck_assert_uint_eq(out.events, EVENT_TOTAL - chunks[1].block.event_count);
    ck_assert_uint_eq(out.damage, 1);
    whole[chunks[1].offset + 20] ^= 1; /* in the block header as well */
    out = read_bytes(whole, whole_size);
    ck_assert_uint_eq(out.events, EVENT_TOTAL - chunks[1].block.event_count);
    ck_assert_uint_eq(out.damage, 1);
    whole[whole_size - 1] ^= 1; /* no footer, hence no index: search */
    out = read_bytes(whole, whole_size);
    ck_assert_uint_eq(out.events, EVENT_TOTAL - chunks[1].block.event_count);
    ck_assert(!out.complete);
    drop_whole();
}
END_TEST

START_TEST(file_with_any_byte_changed_is_never_believed)
{
    struct prng prng = {prng_test_seed(3)};

    make_whole();
    silence_stderr();
    for (unsigned i = 0; i < 1000; i++) {
        const size_t at = i < 200 ? i : prng_below(&prng, whole_size);
        const uint8_t saved = whole[at];

        whole[at] ^= (uint8_t)(1 + prng_below(&prng, 255));
        const struct outcome out = read_bytes(whole, whole_size);

        /* Bytes 12..15 are reserved; everything else is covered by some check. */
        ck_assert_msg((at >= 12 && at < 16) || out.status != 0 || out.damage != 0 || !out.complete,
                      "byte %zu", at);
        whole[at] = saved;
    }
    drop_whole();
}
END_TEST

/* Sizes, counts and types that lie, under a correct checksum. */
START_TEST(block_headers_that_lie_do_no_harm)
{
    struct prng prng = {prng_test_seed(4)};
    struct trace_chunk chunks[64];

    make_whole();
    silence_stderr();
    const size_t count = list_chunks(chunks, 64);

    for (unsigned i = 0; i < 200; i++) {
        struct trace_block block = chunks[prng_below(&prng, count)].block;
        const uint64_t offset = prng_below(&prng, 8) == 0 ? TRACE_PREAMBLE_BYTES
                                                          : chunks[prng_below(&prng, count)].offset;
        uint8_t saved[TRACE_BLOCK_HEADER_BYTES];

        block.type = (uint32_t)prng_below(&prng, 5);
        block.stored = (uint32_t)prng_any(&prng);
        block.raw = (uint32_t)prng_any(&prng);
        block.event_count = prng_any(&prng);
        memcpy(saved, whole + offset, sizeof(saved));
        trace_block_write(&block, whole + offset);
        (void)read_bytes(whole, whole_size);
        memcpy(whole + offset, saved, sizeof(saved));
    }
    drop_whole();
}
END_TEST

static struct trace_codec *codec; /* of put_block(); a test makes and drops it */

/* Appends a block with the given content and good checksums all over. */
static void put_block(struct trace_bytes *file, enum trace_block_type type, const uint8_t *raw,
                      size_t size)
{
    struct trace_block block = {.type = type, .raw = (uint32_t)size, .event_count = 1000};
    uint8_t header[TRACE_BLOCK_HEADER_BYTES];
    uint8_t *frame = malloc(trace_codec_bound(size));

    block.stored = (uint32_t)trace_codec_compress(codec, raw, size, frame, trace_codec_bound(size));
    trace_block_write(&block, header);
    trace_bytes_put(file, header, sizeof(header));
    trace_bytes_put(file, frame, block.stored);
    free(frame);
}

static void put_start(struct trace_bytes *file, const uint8_t *header, size_t size)
{
    uint8_t preamble[TRACE_PREAMBLE_BYTES];

    trace_preamble_write(preamble);
    trace_bytes_put(file, preamble, sizeof(preamble));
    put_block(file, TRACE_BLOCK_HEADER, header, size);
}

/* Prints everything that the file gives: what is read must also be safe to show. */
static void print_file(const struct trace_bytes *file)
{
    const struct trace_dump_options options = {0};
    FILE *null = fopen("/dev/null", "w");
    struct trace_reader *reader;

    scratch_write("case.mtr", file->data, file->size);
    if (trace_reader_open("case.mtr", &reader) == 0) {
        ck_assert_int_eq(trace_dump(reader, &options, null), 0);
        ck_assert_int_eq(trace_info(reader, null), 0);
        trace_reader_close(reader);
    }
    fclose(null);
}

START_TEST(records_at_random_do_no_harm)
{
    struct prng prng = {prng_test_seed(7)};
    struct trace_bytes header = {0};
    static uint8_t noise[3000];

    scratch_enter();
    silence_stderr();
    codec = trace_codec_create();
    trace_header_write(events_header(), &header);
    for (unsigned i = 0; i < 300; i++) {
        struct trace_bytes file = {0};

        for (size_t n = 0; n < sizeof(noise); n++) {
            /* Small numbers make records that last longer. */
            noise[n] = (uint8_t)(prng_next(&prng) & (i % 2 == 0 ? 0xff : 0x5f));
        }
        put_start(&file, header.data, header.size);
        put_block(&file, TRACE_BLOCK_CHUNK, noise, sizeof(noise));
        print_file(&file);
        trace_bytes_finish(&file);
    }
    trace_bytes_finish(&header);
    trace_codec_destroy(codec);
    scratch_leave();
}
END_TEST

START_TEST(header_with_any_byte_changed_does_no_harm)
{
    struct events_run run = {.prng = {11}};
    struct prng prng = {prng_test_seed(8)};
    struct trace_bytes header = {0};
    struct trace_state state;
    uint8_t records[40 * TRACE_RECORD_MAX_BYTES], *end = records;

    scratch_enter();
    silence_stderr();
    codec = trace_codec_create();
    trace_header_write(events_header(), &header);
    ck_assert_int_eq(trace_state_init(&state, EVENTS_CORES), 0);
    trace_state_write(&state, &end);
    for (unsigned i = 0; i < 30; i++) {
        const struct event ev = events_next(&run);

        trace_record_write(&state, &ev, &end);
    }
    for (size_t at = 0; at < header.size; at++) {
        const uint8_t saved = header.data[at];
        struct trace_bytes file = {0};

        header.data[at] = (uint8_t)prng_next(&prng);
        put_start(&file, header.data, header.size);
        put_block(&file, TRACE_BLOCK_CHUNK, records, (size_t)(end - records));
        print_file(&file);
        trace_bytes_finish(&file);
        header.data[at] = saved;
    }
    trace_state_finish(&state);
    trace_bytes_finish(&header);
    trace_codec_destroy(codec);
    scratch_leave();
}
END_TEST

START_TEST(footer_that_points_anywhere_does_no_harm)
{
    struct prng prng = {prng_test_seed(5)};

    make_whole();
    silence_stderr();
    for (unsigned i = 0; i < 200; i++) {
        const struct trace_footer footer = {
            i < 100 ? prng_any(&prng) : prng_below(&prng, whole_size), prng_any(&prng)};

        trace_footer_write(&footer, whole + whole_size - TRACE_FOOTER_BYTES);
        (void)read_bytes(whole, whole_size);
    }
    drop_whole();
}
END_TEST

START_TEST(noise_is_no_trace)
{
    struct prng prng = {prng_test_seed(6)};
    uint8_t noise[4096];

    silence_stderr();
    scratch_enter();
    for (unsigned i = 0; i < 200; i++) {
        for (size_t n = 0; n < sizeof(noise); n++) {
            noise[n] = (uint8_t)prng_next(&prng);
        }
        if (i % 2 == 0) {
            trace_preamble_write(noise);
        }
        ck_assert_int_eq(read_bytes(noise, prng_below(&prng, sizeof(noise))).status, -EINVAL);
    }
    scratch_leave();
}
END_TEST

START_TEST(later_version_is_refused)
{
    make_whole();
    silence_stderr();
    trace_put32(whole + 8, TRACE_VERSION + 1);
    ck_assert_int_eq(read_bytes(whole, whole_size).status, -EINVAL);
    drop_whole();
}
END_TEST

START_TEST(missing_file_and_directory_are_errors)
{
    silence_stderr();
    ck_assert_int_eq(read_file("/nowhere/t.mtr").status, -ENOENT);
    ck_assert_int_eq(read_file("/").status, -EISDIR);
}
END_TEST

START_TEST(header_comes_back_as_written)
{
    const struct trace_header *want = events_header();
    struct trace_reader *reader;

    make_whole();
    ck_assert_int_eq(trace_reader_open("whole.mtr", &reader), 0);
    const struct trace_header_copy *copy = trace_reader_header(reader);
    const struct trace_header *got = &copy->header;

    ck_assert_str_eq(got->machine_name, want->machine_name);
    ck_assert_str_eq(got->workload, want->workload);
    ck_assert_str_eq(got->tool_version, want->tool_version);
    ck_assert_str_eq(got->firmware->name, want->firmware->name);
    ck_assert_str_eq(got->firmware->sha256, want->firmware->sha256);
    ck_assert_str_eq(got->firmware->allocator, want->firmware->allocator);
    ck_assert_str_eq(got->firmware->shootdown, want->firmware->shootdown);
    ck_assert_uint_eq(got->seed, want->seed);
    ck_assert_uint_eq(got->cpu_count, want->cpu_count);
    ck_assert_uint_eq(got->symbol_count, want->symbol_count);
    for (size_t i = 0; i < want->symbol_count; i++) {
        ck_assert_uint_eq(got->symbols[i].address, want->symbols[i].address);
        ck_assert_uint_eq(got->symbols[i].size, want->symbols[i].size);
        ck_assert_str_eq(got->symbols[i].name, want->symbols[i].name);
    }
    ck_assert_uint_eq(got->code_count, want->code_count);
    ck_assert_uint_eq(got->code[0].address, want->code[0].address);
    ck_assert_uint_eq(got->code[0].size, want->code[0].size);
    ck_assert_mem_eq(got->code[0].bytes, want->code[0].bytes, want->code[0].size);
    ck_assert_uint_eq(got->site_count, want->site_count);
    ck_assert_uint_eq(got->sites[1].line, want->sites[1].line);
    ck_assert_uint_eq(got->sites[1].column, want->sites[1].column);
    ck_assert_str_eq(got->sites[1].op, want->sites[1].op);
    ck_assert_str_eq(got->sites[1].text, want->sites[1].text);
    ck_assert_uint_eq(got->phase_count, want->phase_count);
    ck_assert_str_eq(got->phase_names[1], want->phase_names[1]);
    ck_assert_mem_eq(&copy->machine, want->machine, sizeof(copy->machine));
    ck_assert_uint_eq(copy->key_count, machine_key_count());
    trace_reader_close(reader);
    drop_whole();
}
END_TEST

int main(void)
{
    return suite_run(
        "trace_read",
        (const TTest *const[]){
            whole_file_is_read_whole, file_cut_around_every_chunk_boundary_reads_whole_chunks,
            file_cut_anywhere_fails_cleanly, damaged_chunk_is_reported_and_skipped,
            file_with_any_byte_changed_is_never_believed, block_headers_that_lie_do_no_harm,
            records_at_random_do_no_harm, header_with_any_byte_changed_does_no_harm,
            footer_that_points_anywhere_does_no_harm, noise_is_no_trace, later_version_is_refused,
            missing_file_and_directory_are_errors, header_comes_back_as_written, NULL});
}
