/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_pages.h"

#include "events.h"
#include "suite.h"

#include <string.h>

static struct event miss_at(uint64_t address)
{
    return (struct event){.kind = EVENT_L1_MISS, .miss = {.va = va(address)}};
}

static struct event fill_at(uint64_t address, unsigned shift)
{
    return (struct event){.kind = EVENT_L1_FILL,
                          .entry = {.va = va(address), .size_shift = (uint8_t)shift}};
}

static bool holds(const struct trace_pages *pages, uint64_t first, uint64_t last)
{
    return trace_pages_may_hold(pages, (struct trace_span){first, last});
}

START_TEST(pages_of_nothing_hold_nothing)
{
    struct trace_pages pages;

    trace_pages_clear(&pages);
    ck_assert(!holds(&pages, 0, UINT64_MAX));
}
END_TEST

START_TEST(pages_hold_every_address_that_an_event_covers)
{
    struct prng prng = {prng_test_seed(1)};
    struct trace_pages pages;
    struct event added[200];

    trace_pages_clear(&pages);
    for (unsigned i = 0; i < SUITE_COUNT(added); i++) {
        static const unsigned shifts[] = {12, 12, 16, 21, 30};
        const unsigned shift = shifts[prng_below(&prng, SUITE_COUNT(shifts))];
        const uint64_t address = prng_any(&prng) >> shift << shift;

        added[i] = i % 2 == 0 ? miss_at(address) : fill_at(address, shift);
        trace_pages_add(&pages, &added[i]);
    }
    for (unsigned i = 0; i < SUITE_COUNT(added); i++) {
        struct trace_span span;

        ck_assert(trace_reach(&added[i], &span));
        const uint64_t inside = span.first + prng_below(&prng, span.last - span.first);

        ck_assert(holds(&pages, inside, inside));
        ck_assert(holds(&pages, span.last, span.last + 1));
    }
}
END_TEST

START_TEST(pages_pass_over_most_others)
{
    struct trace_pages pages;
    struct event ev;
    unsigned wrong = 0;

    trace_pages_clear(&pages);
    for (uint64_t i = 0; i < 400; i++) {
        ev = miss_at(0x10000000 + (i << 13));
        trace_pages_add(&pages, &ev);
    }
    for (uint64_t i = 0; i < 400; i++) {
        const uint64_t between = 0x10001000 + (i << 13);

        wrong += holds(&pages, between, between);
    }
    ck_assert_uint_lt(wrong, 100);
    ck_assert(!holds(&pages, 0, 0xfffffff));
    ck_assert(!holds(&pages, 0x20000000, UINT64_MAX));
}
END_TEST

START_TEST(pages_leave_tlbis_out)
{
    const struct event all = {.kind = EVENT_TLBI};
    struct trace_pages pages;

    trace_pages_clear(&pages);
    trace_pages_add(&pages, &all);
    ck_assert(!holds(&pages, 0, UINT64_MAX));
}
END_TEST

START_TEST(pages_round_trip)
{
    uint8_t bytes[TRACE_PAGES_BYTES];
    struct trace_pages pages, got;
    const struct event ev = fill_at(0xffff800010000000, 16);

    trace_pages_clear(&pages);
    trace_pages_add(&pages, &ev);
    trace_pages_write(&pages, bytes);
    trace_pages_read(bytes, &got);
    ck_assert_mem_eq(&got, &pages, sizeof(got));
}
END_TEST

int main(void)
{
    return suite_run("trace_pages",
                     (const TTest *const[]){pages_of_nothing_hold_nothing,
                                            pages_hold_every_address_that_an_event_covers,
                                            pages_pass_over_most_others, pages_leave_tlbis_out,
                                            pages_round_trip, NULL});
}
