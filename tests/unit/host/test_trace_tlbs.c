/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_tlbs.h"

#include "suite.h"

static struct trace_tlbs tlbs;

static void apply(enum event_kind kind, unsigned core, unsigned slot, uint64_t address,
                  unsigned shift)
{
    const struct trace_event traced = {.event = {.kind = (uint16_t)kind,
                                                 .core = (uint16_t)core,
                                                 .entry = {.va = va(address),
                                                           .slot = (uint16_t)slot,
                                                           .side = TLB_SIDE_D,
                                                           .size_shift = (uint8_t)shift}}};

    ck_assert_int_eq(trace_tlbs_apply(&tlbs, &traced), 0);
}

static unsigned holders(unsigned core, enum trace_tlb_id id, uint64_t address)
{
    unsigned slot = 0, count = 0;

    while (trace_tlbs_find(&tlbs.cores[core][id], address, &slot) != NULL) {
        count++;
    }
    return count;
}

START_TEST(entries_come_and_go_with_their_events)
{
    ck_assert_int_eq(trace_tlbs_init(&tlbs, 2), 0);
    apply(EVENT_L1_FILL, 0, 3, 0x1000, 12);
    apply(EVENT_L1_FILL, 0, 4, 0x10000, 16);
    apply(EVENT_L2_FILL, 1, 700, 0x1000, 12);
    ck_assert_uint_eq(holders(0, TRACE_L1D, 0x1fff), 1);
    ck_assert_uint_eq(holders(0, TRACE_L1D, 0x1f123), 1);
    ck_assert_uint_eq(holders(0, TRACE_L1I, 0x1fff), 0);
    ck_assert_uint_eq(holders(0, TRACE_L2, 0x1fff), 0);
    ck_assert_uint_eq(holders(1, TRACE_L2, 0x1000), 1);
    ck_assert_uint_eq(tlbs.cores[0][TRACE_L1D].live, 2);
    ck_assert_uint_eq(tlbs.cores[0][TRACE_L1D].reach, 0x11000);
    apply(EVENT_L1_EVICT, 0, 4, 0x10000, 16);
    apply(EVENT_L2_DROP, 1, 700, 0x1000, 12);
    ck_assert_uint_eq(holders(0, TRACE_L1D, 0x10000), 0);
    ck_assert_uint_eq(holders(1, TRACE_L2, 0x1000), 0);
    ck_assert_uint_eq(tlbs.cores[0][TRACE_L1D].reach, 0x1000);
    trace_tlbs_finish(&tlbs);
}
END_TEST

START_TEST(what_was_held_before_the_recording_may_go)
{
    ck_assert_int_eq(trace_tlbs_init(&tlbs, 1), 0);
    apply(EVENT_L1_EVICT, 0, 9, 0x1000, 12);
    ck_assert_uint_eq(tlbs.cores[0][TRACE_L1D].live, 0);
    ck_assert_uint_eq(tlbs.cores[0][TRACE_L1D].reach, 0);
    trace_tlbs_finish(&tlbs);
}
END_TEST

START_TEST(fill_of_a_slot_replaces_what_it_held)
{
    ck_assert_int_eq(trace_tlbs_init(&tlbs, 1), 0);
    apply(EVENT_L1_FILL, 0, 9, 0x1000, 12);
    apply(EVENT_L1_FILL, 0, 9, 0x200000, 21);
    ck_assert_uint_eq(tlbs.cores[0][TRACE_L1D].live, 1);
    ck_assert_uint_eq(tlbs.cores[0][TRACE_L1D].reach, 0x200000);
    ck_assert_uint_eq(holders(0, TRACE_L1D, 0x1000), 0);
    trace_tlbs_finish(&tlbs);
}
END_TEST

int main(void)
{
    return suite_run("trace_tlbs",
                     (const TTest *const[]){entries_come_and_go_with_their_events,
                                            what_was_held_before_the_recording_may_go,
                                            fill_of_a_slot_replaces_what_it_held, NULL});
}
