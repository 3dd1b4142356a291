/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_cost.h"

#include "events.h"
#include "suite.h"

#define CODE 0xffff800000080000 /* vm_touch, 8 bytes */

static uint64_t cost(const struct trace_costs *costs, enum trace_grouping by, uint64_t a,
                     uint64_t b, enum trace_cost_id id)
{
    const struct trace_cost *found =
        trace_map_find(trace_costs_by(costs, by), (struct trace_key){a, b});

    return found != NULL ? found->value[id] : 0;
}

START_TEST(walk_is_charged_to_page_code_op_and_line)
{
    struct trace_costs *costs = trace_costs_create(events_header());
    const struct trace_event walk = {
        .event = {.kind = EVENT_WALK, .pc = CODE + 4, .walk = {.va = {0x1234}, .cycles = 30}},
        .site = 1};

    ck_assert_int_eq(trace_costs_apply(costs, &walk), 0);
    ck_assert_int_eq(trace_costs_apply(costs, &walk), 0);
    ck_assert_uint_eq(cost(costs, TRACE_BY_PAGE, 0x1000, 0, TRACE_COST_WALKS), 2);
    ck_assert_uint_eq(cost(costs, TRACE_BY_PAGE, 0x1000, 0, TRACE_COST_WALK_CYCLES), 60);
    ck_assert_uint_eq(cost(costs, TRACE_BY_INSTRUCTION, CODE + 4, 0, TRACE_COST_WALKS), 2);
    ck_assert_uint_eq(cost(costs, TRACE_BY_FUNCTION, CODE, 0, TRACE_COST_WALK_CYCLES), 60);
    ck_assert_uint_eq(cost(costs, TRACE_BY_OP, 1, 0, TRACE_COST_WALKS), 2);
    ck_assert_uint_eq(cost(costs, TRACE_BY_LINE, 1, 0, TRACE_COST_WALKS), 2);
    trace_costs_destroy(costs);
}
END_TEST

START_TEST(code_without_a_symbol_and_an_event_outside_ops_have_their_place)
{
    struct trace_costs *costs = trace_costs_create(events_header());
    const struct trace_event miss = {.event = {.kind = EVENT_L1_MISS, .pc = 0x40},
                                     .site = TRACE_NONE};

    ck_assert_int_eq(trace_costs_apply(costs, &miss), 0);
    ck_assert_uint_eq(cost(costs, TRACE_BY_FUNCTION, 0, 1, TRACE_COST_MISSES), 1);
    ck_assert_uint_eq(trace_map_count(trace_costs_by(costs, TRACE_BY_OP)), 0);
    trace_costs_destroy(costs);
}
END_TEST

START_TEST(invalidations_are_entries_of_a_page_and_tlbis_of_code)
{
    struct trace_costs *costs = trace_costs_create(events_header());
    const struct trace_event drop = {.event = {.kind = EVENT_L2_DROP, .pc = CODE}, .site = 0};
    const struct trace_event tlbi = {.event = {.kind = EVENT_TLBI, .pc = CODE}, .site = 0};

    ck_assert_int_eq(trace_costs_apply(costs, &drop), 0);
    ck_assert_int_eq(trace_costs_apply(costs, &tlbi), 0);
    ck_assert_uint_eq(cost(costs, TRACE_BY_PAGE, 0, 0, TRACE_COST_INVALIDATIONS), 1);
    ck_assert_uint_eq(cost(costs, TRACE_BY_INSTRUCTION, CODE, 0, TRACE_COST_INVALIDATIONS), 1);
    trace_costs_destroy(costs);
}
END_TEST

START_TEST(cost_is_found_by_its_name)
{
    for (unsigned id = 0; id < TRACE_COST_COUNT; id++) {
        ck_assert_uint_eq(trace_cost_find(trace_cost_names[id]), id);
    }
    ck_assert_uint_eq(trace_cost_find("miss"), TRACE_COST_COUNT);
}
END_TEST

int main(void)
{
    return suite_run(
        "trace_cost",
        (const TTest *const[]){walk_is_charged_to_page_code_op_and_line,
                               code_without_a_symbol_and_an_event_outside_ops_have_their_place,
                               invalidations_are_entries_of_a_page_and_tlbis_of_code,
                               cost_is_found_by_its_name, NULL});
}
