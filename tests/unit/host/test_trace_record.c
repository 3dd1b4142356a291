/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_record.h"

#include "events.h"
#include "suite.h"
#include "tlbi.h"

#include <string.h>

#define PER_KIND 300
#define EVENT_TOTAL (PER_KIND * EVENT_KIND_COUNT)

static struct event events[EVENT_TOTAL];
static uint8_t bytes[EVENT_TOTAL * TRACE_RECORD_MAX_BYTES];

/* Every kind many times, in random order; returns the bytes written. */
static size_t write_all(uint64_t seed)
{
    struct prng prng = {seed};
    struct trace_state state;
    uint8_t *next = bytes;

    ck_assert_int_eq(trace_state_init(&state, EVENTS_CORES), 0);
    for (unsigned i = 0; i < EVENT_TOTAL; i++) {
        const uint8_t *start = next;

        events[i] = events_random(&prng, (unsigned)prng_below(&prng, EVENT_KIND_COUNT));
        trace_record_write(&state, &events[i], &next);
        ck_assert_int_le(next - start, TRACE_RECORD_MAX_BYTES);
    }
    trace_state_finish(&state);
    return (size_t)(next - bytes);
}

START_TEST(record_of_every_kind_round_trips)
{
    const uint64_t seed = prng_test_seed(1);
    const size_t size = write_all(seed);
    struct trace_cursor cursor = {bytes, bytes + size, false};
    struct trace_state state;

    ck_assert_int_eq(trace_state_init(&state, EVENTS_CORES), 0);
    for (unsigned i = 0; i < EVENT_TOTAL; i++) {
        struct event got;

        ck_assert_msg(trace_record_read(&state, &cursor, &got), "seed %llu event %u",
                      (unsigned long long)seed, i);
        const char *difference = events_difference(&events[i], &got);

        ck_assert_msg(difference == NULL, "seed %llu event %u (%s): %s differs",
                      (unsigned long long)seed, i, event_kind_name(events[i].kind), difference);
    }
    ck_assert_ptr_eq(cursor.next, cursor.end);
    trace_state_finish(&state);
}
END_TEST

/* The largest values that every member can have, in the longest record. */
START_TEST(record_of_largest_values_fits)
{
    struct event ev;
    struct trace_state state;
    uint8_t *next = bytes;

    memset(&ev, 0xff, sizeof(ev));
    ck_assert_int_eq(trace_state_init(&state, EVENTS_CORES), 0);
    ev.kind = EVENT_WALK;
    ev.core = EVENTS_CORES - 1;
    ev.cycle = ev.pc = UINT64_MAX / 2 + 1;
    ev.walk.cache_hit = ev.walk.cache_probed = ev.walk.faulted = true;
    ev.walk.sets_af = ev.walk.sets_dirty = true;
    ev.walk.step_count = EVENT_WALK_STEPS;
    trace_record_write(&state, &ev, &next);
    ck_assert_int_le(next - bytes, TRACE_RECORD_MAX_BYTES);
    trace_state_finish(&state);
}
END_TEST

START_TEST(record_that_is_cut_fails)
{
    struct prng prng = {prng_test_seed(1)};

    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        const struct event ev = events_random(&prng, kind);
        struct trace_state state;
        uint8_t *end = bytes;

        ck_assert_int_eq(trace_state_init(&state, EVENTS_CORES), 0);
        trace_record_write(&state, &ev, &end);
        for (const uint8_t *cut = bytes; cut < end; cut++) {
            struct trace_cursor cursor = {bytes, cut, false};
            struct event got;

            trace_state_rebase(&state);
            ck_assert_msg(!trace_record_read(&state, &cursor, &got), "%s cut at %zu",
                          event_kind_name(kind), (size_t)(cut - bytes));
        }
        trace_state_finish(&state);
    }
}
END_TEST

START_TEST(record_that_no_writer_makes_fails)
{
    static const uint8_t cases[][16] = {
        {0x3f}, /* no such kind */
        {EVENT_EXEC, 99}, /* no such core */
        {EVENT_L1_MISS | 0x40 | 0x80, 0, 0, 0x80, 0x02, 0}, /* side does not fit */
        {EVENT_WALK | 0x40 | 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 5}, /* five steps */
        {EVENT_TLBI | 0x40 | 0x80, 0, 0, 0, 2, 0, 0}, /* neither true nor false */
        {EVENT_TLBI | 0x40 | 0x80, 0, TLBI_OP_COUNT}, /* no such operation */
        {EVENT_FAULT | 0x40 | 0x80, 0, 0, FAULT_KIND_COUNT}, /* no such fault */
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct trace_cursor cursor = {cases[i], cases[i] + sizeof(cases[i]), false};
        struct trace_state state;
        struct event got;

        ck_assert_int_eq(trace_state_init(&state, EVENTS_CORES), 0);
        ck_assert_msg(!trace_record_read(&state, &cursor, &got), "case %zu", i);
        trace_state_finish(&state);
    }
}
END_TEST

START_TEST(state_follows_ops_and_phases)
{
    const struct event begin = {.kind = EVENT_OP_BEGIN, .core = 2, .op = {.site = 7}};
    const struct event end = {.kind = EVENT_OP_END, .core = 2, .op = {.site = 7}};
    const struct event phase = {.kind = EVENT_PHASE_BEGIN, .phase = {1}};
    struct trace_state state, copy;
    uint8_t *next = bytes;

    ck_assert_int_eq(trace_state_init(&state, EVENTS_CORES), 0);
    ck_assert_int_eq(trace_state_init(&copy, EVENTS_CORES), 0);
    ck_assert_uint_eq(state.cores[2].site, TRACE_NONE);
    trace_state_advance(&state, &begin);
    trace_state_advance(&state, &phase);
    trace_state_rebase(&state);
    trace_state_write(&state, &next);
    struct trace_cursor cursor = {bytes, next, false};

    ck_assert(trace_state_read(&copy, &cursor));
    ck_assert_uint_eq(copy.cores[2].site, 7);
    ck_assert_uint_eq(copy.cores[0].site, TRACE_NONE);
    ck_assert_uint_eq(copy.phase, 1);
    trace_state_advance(&copy, &end);
    ck_assert_uint_eq(copy.cores[2].site, TRACE_NONE);
    trace_state_finish(&state);
    trace_state_finish(&copy);
}
END_TEST

int main(void)
{
    return suite_run("trace_record",
                     (const TTest *const[]){record_of_every_kind_round_trips,
                                            record_of_largest_values_fits, record_that_is_cut_fails,
                                            record_that_no_writer_makes_fails,
                                            state_follows_ops_and_phases, NULL});
}
