/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_miss.h"

#include "events.h"
#include "suite.h"
#include "tlbi.h"

#include <stdlib.h>

#define PC 0xffff800000080000

static struct trace_misses *misses;
static struct machine_config machine;

static void make(unsigned l1d_entries, unsigned l1d_ways)
{
    struct trace_header header = *events_header();

    machine = *header.machine;
    machine.l1d.entries = l1d_entries;
    machine.l1d.ways = l1d_ways;
    header.machine = &machine;
    misses = trace_misses_create(&header);
}

static void apply(struct event ev)
{
    const struct trace_event traced = {.event = ev};

    ck_assert_int_eq(trace_misses_apply(misses, &traced), 0);
}

static void entry(enum event_kind kind, unsigned core, uint64_t page)
{
    apply((struct event){
        .kind = (uint16_t)kind,
        .core = (uint16_t)core,
        .entry = {.va = va(page << 12), .side = TLB_SIDE_D, .size_shift = 12, .global = true}});
}

static void miss(unsigned core, uint64_t page)
{
    apply((struct event){.kind = EVENT_L1_MISS,
                         .core = (uint16_t)core,
                         .miss = {.va = va(page << 12), .side = TLB_SIDE_D}});
}

/* A miss that the L2 serves, and its fill. */
static void touch(unsigned core, uint64_t page)
{
    miss(core, page);
    apply((struct event){.kind = EVENT_L2_HIT, .core = (uint16_t)core});
    entry(EVENT_L1_FILL, core, page);
}

static void tlbi(unsigned core, uint64_t pc, unsigned sequence, bool late, unsigned dropped)
{
    apply((struct event){
        .kind = EVENT_TLBI,
        .core = (uint16_t)core,
        .pc = pc,
        .tlbi = {.op = TLBI_OP_VAALE1IS, .sequence = sequence, .late = late, .dropped = dropped}});
}

static void snoop(unsigned core, unsigned initiator, unsigned sequence, unsigned dropped)
{
    apply((struct event){
        .kind = EVENT_SNOOP,
        .core = (uint16_t)core,
        .snoop = {.initiator = (uint16_t)initiator, .sequence = sequence, .dropped = dropped}});
}

static uint64_t count(enum trace_cause cause)
{
    return trace_misses_count(misses, TRACE_L1D, cause);
}

START_TEST(first_miss_of_a_page_is_cold)
{
    make(2, 0);
    touch(0, 1);
    touch(1, 1);
    ck_assert_uint_eq(count(TRACE_COLD), 2);
    trace_misses_destroy(misses);
}
END_TEST

START_TEST(evicted_from_a_full_tlb_is_capacity)
{
    make(2, 0);
    touch(0, 1);
    touch(0, 2);
    entry(EVENT_L1_EVICT, 0, 1);
    touch(0, 3);
    entry(EVENT_L1_EVICT, 0, 2);
    touch(0, 1);
    ck_assert_uint_eq(count(TRACE_COLD), 3);
    ck_assert_uint_eq(count(TRACE_CAPACITY), 1);
    ck_assert_uint_eq(count(TRACE_CONFLICT), 0);
    trace_misses_destroy(misses);
}
END_TEST

/* Pages 1 and 3 share a set of one way; the other set is empty. */
START_TEST(evicted_from_a_full_set_is_conflict)
{
    make(2, 1);
    touch(0, 1);
    entry(EVENT_L1_EVICT, 0, 1);
    touch(0, 3);
    entry(EVENT_L1_EVICT, 0, 3);
    touch(0, 1);
    ck_assert_uint_eq(count(TRACE_COLD), 2);
    ck_assert_uint_eq(count(TRACE_CONFLICT), 1);
    ck_assert_uint_eq(count(TRACE_CAPACITY), 0);
    trace_misses_destroy(misses);
}
END_TEST

START_TEST(dropped_here_and_on_targets_blames_the_tlbi)
{
    const struct trace_culprit *culprit;

    make(4, 0);
    touch(0, 1);
    touch(1, 1);
    entry(EVENT_L1_DROP, 0, 1);
    entry(EVENT_L1_DROP, 1, 1);
    snoop(1, 0, 7, 1);
    tlbi(0, PC, 7, false, 2);
    tlbi(0, PC, 8, false, 0);
    touch(1, 1);
    touch(0, 1);
    ck_assert_uint_eq(count(TRACE_INVALIDATED), 2);
    ck_assert_uint_eq(trace_map_count(trace_misses_culprits(misses)), 1);
    culprit = trace_map_next(trace_misses_culprits(misses), NULL);
    ck_assert_uint_eq(trace_map_key(culprit).a, PC);
    ck_assert_uint_eq(trace_map_key(culprit).b, TLBI_OP_VAALE1IS);
    ck_assert_uint_eq(culprit->issued, 2);
    ck_assert_uint_eq(culprit->barren, 1);
    ck_assert_uint_eq(culprit->dropped, 2);
    ck_assert_uint_eq(culprit->misses[TRACE_L1D], 2);
    trace_misses_destroy(misses);
}
END_TEST

/* Three late broadcasts: one drops on a target, one here, one nothing. */
START_TEST(dropped_late_blames_the_tlbi_of_that_number)
{
    const struct trace_culprit *culprit = NULL;

    make(4, 0);
    touch(1, 1);
    touch(0, 2);
    tlbi(0, PC, 4, true, 0);
    entry(EVENT_L1_DROP, 0, 2);
    tlbi(0, PC + 4, 5, true, 1);
    tlbi(0, PC + 8, 6, true, 0);
    entry(EVENT_L1_DROP, 1, 1);
    snoop(1, 0, 4, 1);
    snoop(1, 0, 5, 0);
    snoop(1, 0, 6, 0);
    apply(
        (struct event){.kind = EVENT_SHOOTDOWN, .shootdown = {.invalidations = 3, .sequence = 6}});
    touch(1, 1);
    for (unsigned i = 0; i < 3; i++) {
        culprit = trace_map_next(trace_misses_culprits(misses), culprit);
        ck_assert_uint_eq(trace_map_key(culprit).a, PC + 4 * i);
        ck_assert_uint_eq(culprit->dropped, i < 2);
        ck_assert_uint_eq(culprit->barren, i == 2);
        ck_assert_uint_eq(culprit->misses[TRACE_L1D], i == 0);
    }
    trace_misses_destroy(misses);
}
END_TEST

START_TEST(dropped_by_a_write_that_found_it_clean_is_a_first_write)
{
    make(4, 0);
    touch(0, 1);
    miss(0, 1);
    entry(EVENT_L1_DROP, 0, 1);
    apply((struct event){.kind = EVENT_L2_HIT});
    entry(EVENT_L1_FILL, 0, 1);
    tlbi(0, PC, 0, false, 0);
    ck_assert_uint_eq(count(TRACE_FIRST_WRITE), 1);
    ck_assert_uint_eq(count(TRACE_INVALIDATED), 0);
    trace_misses_destroy(misses);
}
END_TEST

START_TEST(miss_that_ends_in_a_fault_is_unmapped)
{
    make(4, 0);
    miss(0, 1);
    apply((struct event){.kind = EVENT_L2_MISS});
    apply((struct event){.kind = EVENT_FAULT});
    apply((struct event){.kind = EVENT_FAULT}); /* one of an entry that is held */
    ck_assert_uint_eq(count(TRACE_UNMAPPED), 1);
    ck_assert_uint_eq(trace_misses_count(misses, TRACE_L2, TRACE_UNMAPPED), 1);
    trace_misses_destroy(misses);
}
END_TEST

START_TEST(any_events_do_no_harm)
{
    struct prng prng = {prng_test_seed(1)};

    make(32, 0);
    for (unsigned i = 0; i < 20000; i++) {
        apply(events_random(&prng, (unsigned)prng_below(&prng, EVENT_KIND_COUNT)));
    }
    trace_misses_destroy(misses);
}
END_TEST

int main(void)
{
    return suite_run(
        "trace_miss",
        (const TTest *const[]){first_miss_of_a_page_is_cold, evicted_from_a_full_tlb_is_capacity,
                               evicted_from_a_full_set_is_conflict,
                               dropped_here_and_on_targets_blames_the_tlbi,
                               dropped_late_blames_the_tlbi_of_that_number,
                               dropped_by_a_write_that_found_it_clean_is_a_first_write,
                               miss_that_ends_in_a_fault_is_unmapped, any_events_do_no_harm, NULL});
}
