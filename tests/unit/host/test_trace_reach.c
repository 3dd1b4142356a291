/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_reach.h"

#include "suite.h"
#include "tlbi.h"

#define PAGE 0xffff800010001000

static const struct {
    struct event ev;
    bool any;
    struct trace_span want;
} cases[] = {
    {{.kind = EVENT_L1_MISS, .miss = {.va = {PAGE + 8}}}, true, {PAGE, PAGE + 0xfff}},
    {{.kind = EVENT_WALK, .walk = {.va = {PAGE + 8}}}, true, {PAGE, PAGE + 0xfff}},
    {{.kind = EVENT_FAULT, .fault = {.fault = {.va = {PAGE + 8}}}}, true, {PAGE, PAGE + 0xfff}},
    {{.kind = EVENT_L2_EVICT, .entry = {.va = {0x200000}, .size_shift = 21}},
     true,
     {0x200000, 0x3fffff}},
    {{.kind = EVENT_L1_FILL, .entry = {.va = {0x200000}, .size_shift = 200}},
     true,
     {0, UINT64_MAX}},
    {{.kind = EVENT_TLBI, .tlbi = {.op = TLBI_OP_VAAE1IS, .operand = PAGE >> 12 & 0xfffffffffff}},
     true,
     {PAGE, PAGE + 0xfff}},
    {{.kind = EVENT_TLBI, .tlbi = {.op = TLBI_OP_ASIDE1IS}}, true, {0, UINT64_MAX}},
    {{.kind = EVENT_TLBI, .tlbi = {.op = TLBI_OP_COUNT}}, true, {0, UINT64_MAX}},
    {{.kind = EVENT_EXEC}, false, {0, 0}},
};

START_TEST(event_reaches_the_addresses_it_is_about)
{
    struct trace_span got = {0, 0};

    ck_assert_int_eq(trace_reach(&cases[_i].ev, &got), cases[_i].any);
    ck_assert_uint_eq(got.first, cases[_i].want.first);
    ck_assert_uint_eq(got.last, cases[_i].want.last);
}
END_TEST

int main(void)
{
    return suite_run_rows(
        "trace_reach",
        (const struct suite_test[]){{event_reaches_the_addresses_it_is_about, SUITE_COUNT(cases)},
                                    {NULL, 0}});
}
