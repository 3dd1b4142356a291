/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_occupancy.h"

#include "suite.h"

static void apply(struct trace_occupancy *occupancy, enum event_kind kind, uint64_t cycle,
                  unsigned slot)
{
    const struct trace_event traced = {
        .event = {.kind = (uint16_t)kind,
                  .cycle = cycle,
                  .entry = {.slot = (uint16_t)slot, .side = TLB_SIDE_D, .size_shift = 12}}};

    ck_assert_int_eq(trace_occupancy_apply(occupancy, &traced), 0);
}

START_TEST(each_part_ends_with_what_is_held_then)
{
    struct trace_occupancy occupancy;

    ck_assert_int_eq(trace_occupancy_init(&occupancy, 1, 1000, 2999), 0);
    ck_assert_uint_eq(occupancy.parts[0].end, 1100);
    apply(&occupancy, EVENT_L1_FILL, 1000, 1);
    apply(&occupancy, EVENT_L1_FILL, 1099, 2);
    apply(&occupancy, EVENT_L1_FILL, 1350, 3);
    apply(&occupancy, EVENT_L1_DROP, 2999, 1);
    trace_occupancy_end(&occupancy);
    ck_assert_uint_eq(occupancy.parts[0].live[TRACE_L1D], 2);
    ck_assert_uint_eq(occupancy.parts[2].live[TRACE_L1D], 2);
    ck_assert_uint_eq(occupancy.parts[3].live[TRACE_L1D], 3);
    ck_assert_uint_eq(occupancy.parts[3].reach[TRACE_L1D], 3 << 12);
    ck_assert_uint_eq(occupancy.parts[TRACE_OCCUPANCY_PARTS - 1].live[TRACE_L1D], 2);
    trace_occupancy_finish(&occupancy);
}
END_TEST

START_TEST(events_are_counted_in_their_part)
{
    struct trace_occupancy occupancy;

    ck_assert_int_eq(trace_occupancy_init(&occupancy, 1, 0, 0), 0); /* parts of one cycle */
    apply(&occupancy, EVENT_L1_MISS, 0, 0);
    apply(&occupancy, EVENT_WALK, 3, 0);
    apply(&occupancy, EVENT_WALK, 1000, 0);
    apply(&occupancy, EVENT_WALK, 2, 0); /* another core is behind */
    trace_occupancy_end(&occupancy);
    ck_assert_uint_eq(occupancy.parts[0].misses, 1);
    ck_assert_uint_eq(occupancy.parts[3].walks, 1);
    ck_assert_uint_eq(occupancy.parts[TRACE_OCCUPANCY_PARTS - 1].walks, 2);
    trace_occupancy_finish(&occupancy);
}
END_TEST

int main(void)
{
    return suite_run("trace_occupancy",
                     (const TTest *const[]){each_part_ends_with_what_is_held_then,
                                            events_are_counted_in_their_part, NULL});
}
