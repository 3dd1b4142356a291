/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_write.h"

#include "events.h"
#include "scratch.h"
#include "suite.h"
#include "trace_read.h"
#include "trace_record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Enough for several chunks. */
#define EVENT_TOTAL 200000

static void record(const char *path, uint64_t seed, unsigned count)
{
    struct events_run run = {.prng = {seed}};
    struct trace_writer *writer;

    ck_assert_int_eq(trace_writer_open(path, events_header(), &writer), 0);
    const struct sink sink = trace_writer_sink(writer);

    ck_assert_uint_eq(sink.interest, EVENT_ALL);
    for (unsigned i = 0; i < count; i++) {
        const struct event ev = events_next(&run);

        sink.emit(sink.ctx, &ev);
    }
    ck_assert_int_eq(trace_writer_close(writer), 0);
}

START_TEST(recording_round_trips_event_for_event)
{
    const uint64_t seed = prng_test_seed(1);
    struct events_run run = {.prng = {seed}};
    struct trace_reader *reader;
    struct trace_event got;
    uint32_t site[EVENTS_CORES];

    memset(site, 0xff, sizeof(site));
    scratch_enter();
    record("t.mtr", seed, EVENT_TOTAL);
    ck_assert_int_eq(trace_reader_open("t.mtr", &reader), 0);
    ck_assert(trace_reader_contents(reader).complete);
    ck_assert_uint_ge(trace_reader_contents(reader).chunk_count, 3);
    for (unsigned i = 0; i < EVENT_TOTAL; i++) {
        const struct event ev = events_next(&run);

        ck_assert_msg(trace_reader_next(reader, &got), "event %u is missing", i);
        const char *difference = events_difference(&ev, &got.event);

        ck_assert_msg(difference == NULL, "event %u: %s differs", i, difference);
        site[ev.core] = ev.kind == EVENT_OP_BEGIN ? ev.op.site : site[ev.core];
        ck_assert_uint_eq(got.site, site[ev.core]);
        site[ev.core] = ev.kind == EVENT_OP_END ? TRACE_NONE : site[ev.core];
    }
    ck_assert(!trace_reader_next(reader, &got));
    ck_assert_uint_eq(trace_reader_damage(reader), 0);
    trace_reader_close(reader);
    scratch_leave();
}
END_TEST

START_TEST(recording_of_nothing_is_a_whole_trace)
{
    struct trace_reader *reader;
    struct trace_event got;

    scratch_enter();
    record("t.mtr", 1, 0);
    ck_assert_int_eq(trace_reader_open("t.mtr", &reader), 0);
    ck_assert(trace_reader_contents(reader).complete);
    ck_assert(!trace_reader_next(reader, &got));
    trace_reader_close(reader);
    scratch_leave();
}
END_TEST

START_TEST(same_events_give_the_same_bytes)
{
    size_t size_a, size_b;

    scratch_enter();
    record("a.mtr", 7, 50000);
    record("b.mtr", 7, 50000);
    uint8_t *a = scratch_read("a.mtr", &size_a);
    uint8_t *b = scratch_read("b.mtr", &size_b);

    ck_assert_uint_eq(size_a, size_b);
    ck_assert_mem_eq(a, b, size_a);
    free(a);
    free(b);
    scratch_leave();
}
END_TEST

START_TEST(event_takes_at_most_six_bytes)
{
    size_t size;

    scratch_enter();
    record("t.mtr", 3, EVENT_TOTAL);
    free(scratch_read("t.mtr", &size));
    ck_assert_msg(size <= 6 * EVENT_TOTAL, "%zu bytes for %d events", size, EVENT_TOTAL);
    scratch_leave();
}
END_TEST

START_TEST(final_name_appears_at_the_end)
{
    struct trace_writer *writer;

    scratch_enter();
    ck_assert_int_eq(trace_writer_open("t.mtr", events_header(), &writer), 0);
    ck_assert(!scratch_exists("t.mtr"));
    ck_assert(scratch_exists("t.mtr.part"));
    ck_assert_int_eq(trace_writer_close(writer), 0);
    ck_assert(scratch_exists("t.mtr"));
    ck_assert(!scratch_exists("t.mtr.part"));
    scratch_leave();
}
END_TEST

/* A process that records for ever and is killed leaves what a reader can use. */
START_TEST(killed_recording_is_read_up_to_its_last_chunk)
{
    const unsigned count = 100000;
    struct trace_reader *reader;
    struct trace_event got;
    unsigned events = 0;

    scratch_enter();
    const pid_t child = fork();

    if (child == 0) {
        struct events_run run = {.prng = {5}};
        struct trace_writer *writer;

        if (trace_writer_open("t.mtr", events_header(), &writer) == 0) {
            for (unsigned i = 0; i < count; i++) {
                const struct event ev = events_next(&run);

                const struct sink sink = trace_writer_sink(writer);

                sink.emit(sink.ctx, &ev);
            }
        }
        _exit(0); /* no flush, no close */
    }
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    ck_assert(!scratch_exists("t.mtr"));
    ck_assert_int_eq(trace_reader_open("t.mtr.part", &reader), 0);
    ck_assert(!trace_reader_contents(reader).complete);
    for (struct events_run run = {.prng = {5}}; trace_reader_next(reader, &got); events++) {
        const struct event ev = events_next(&run);

        ck_assert_ptr_null(events_difference(&ev, &got.event));
    }
    ck_assert_msg(events > count / 2, "%u events", events);
    ck_assert_uint_eq(trace_reader_damage(reader), 0);
    trace_reader_close(reader);
    scratch_leave();
}
END_TEST

START_TEST(full_disk_is_reported_once_at_close)
{
    struct events_run run = {.prng = {1}};
    struct trace_writer *writer = NULL;

    /* A header alone fills no buffer on some systems: then the chunks do. */
    const int status = trace_writer_open("/dev/full", events_header(), &writer);

    if (status != 0) {
        ck_assert_int_eq(status, -ENOSPC);
        return;
    }
    const struct sink sink = trace_writer_sink(writer);

    for (unsigned i = 0; i < EVENT_TOTAL; i++) {
        const struct event ev = events_next(&run);

        sink.emit(sink.ctx, &ev);
    }
    ck_assert_int_eq(trace_writer_close(writer), -ENOSPC);
}
END_TEST

START_TEST(open_in_no_directory_fails)
{
    struct trace_writer *writer = NULL;

    ck_assert_int_eq(trace_writer_open("/nowhere/t.mtr", events_header(), &writer), -ENOENT);
    ck_assert_ptr_null(writer);
}
END_TEST

int main(void)
{
    return suite_run("trace_write",
                     (const TTest *const[]){
                         recording_round_trips_event_for_event,
                         recording_of_nothing_is_a_whole_trace, same_events_give_the_same_bytes,
                         event_takes_at_most_six_bytes, final_name_appears_at_the_end,
                         killed_recording_is_read_up_to_its_last_chunk,
                         full_disk_is_reported_once_at_close, open_in_no_directory_fails, NULL});
}
