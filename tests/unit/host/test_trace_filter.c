/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_filter.h"

#include "events.h"
#include "suite.h"

#include <errno.h>
#include <string.h>

#define PAGE 0xffff800010001000

static char error[TRACE_FILTER_ERROR_BYTES];

static int make(struct trace_filter *filter, const char *text)
{
    trace_filter_init(filter);
    int status = trace_filter_parse(filter, text, error);

    return status != 0 ? status : trace_filter_bind(filter, events_header(), error);
}

static struct trace_event miss(void)
{
    return (struct trace_event){
        .event = {.kind = EVENT_L1_MISS, .core = 2, .cycle = 500, .miss = {.va = {PAGE}}},
        .site = 1, /* touch, line 4 */
        .phase = 1}; /* churn */
}

static const struct {
    const char *text;
    bool wants;
} verdicts[] = {
    {"", true},
    {" ; ", true},
    {"kind=l1-miss", true},
    {"kind=walk,l1-*", true},
    {"kind=l2-*", false},
    {"core=2", true},
    {"core=0,1", false},
    {"core=1..3", true},
    {"core=3..", false},
    {"addr=0xffff800010001abc", true},
    {"addr=0xffff800010002000", false},
    {"addr=0xffff800010000000+8K", true},
    {"addr=0xffff800010000000+4K", false},
    {"addr=0..0xffff800010001000", true},
    {"addr=1,2,0xffff800010001000..", true},
    {"time=500", true},
    {"time=501..", false},
    {"time=..499", false},
    {"time=400+101", true},
    {"time=400+100", false},
    {"op=touch", true},
    {"op=vmalloc,vfree", false},
    {"line=4", true},
    {"line=5..9", false},
    {"op=touch line=3", false},
    {"phase=churn", true},
    {"phase=warmup", false},
    {"phase=none", false},
    {"kind=l1-miss core=2;phase=churn", true},
    {"kind=l1-miss core=1 phase=churn", false},
};

START_TEST(filter_wants_what_every_term_wants)
{
    const struct trace_event traced = miss();
    struct trace_filter filter;

    ck_assert_msg(make(&filter, verdicts[_i].text) == 0, "%s: %s", verdicts[_i].text, error);
    ck_assert_msg(trace_filter_wants(&filter, &traced) == verdicts[_i].wants, "%s",
                  verdicts[_i].text);
    trace_filter_finish(&filter);
}
END_TEST

START_TEST(filter_of_none_wants_what_is_outside)
{
    struct trace_event traced = miss();
    struct trace_filter filter;

    ck_assert_int_eq(make(&filter, "op=none,vfree phase=none"), 0);
    ck_assert(!trace_filter_wants(&filter, &traced));
    traced.site = traced.phase = TRACE_NONE;
    ck_assert(trace_filter_wants(&filter, &traced));
    trace_filter_finish(&filter);
}
END_TEST

START_TEST(filter_of_an_address_wants_no_event_without_one)
{
    struct trace_event traced = miss();
    struct trace_filter filter;

    ck_assert_int_eq(make(&filter, "addr=0.."), 0);
    ck_assert(trace_filter_wants(&filter, &traced));
    traced.event.kind = EVENT_EXEC;
    ck_assert(!trace_filter_wants(&filter, &traced));
    trace_filter_finish(&filter);
}
END_TEST

static const struct {
    const char *text, *error;
} refusals[] = {
    {"kind=miss", "unknown kind 'miss'; `mmulator trace --help` lists them"},
    {"core=64", "core: '64' is not a core from 0 to 63"},
    {"core=x", "core: 'x' is not a core from 0 to 63"},
    {"addr=4..3", "addr: '4..3' is not an address or a range of them"},
    {"addr=1+0", "addr: '1+0' is not an address or a range of them"},
    {"addr=", "addr: '' is not something to look for"},
    {"addr=1,", "addr: '' is not something to look for"},
    {"time=soon", "time: 'soon' is not a number of cycles or a range"},
    {"line=-1", "line: '-1' is not a line or a range of lines"},
    {"time=1 time=2", "time is given twice"},
    {"kind=walk kind=tlbi", "kind is given twice"},
    {"page=1", "'page': expected kind=, core=, addr=, time=, phase=, op= or line="},
    {"walk", "'walk': expected kind=, core=, addr=, time=, phase=, op= or line="},
    {"op=vrealloc", "there is no op 'vrealloc' in this program"},
    {"phase=none,chorn", "there is no phase 'chorn' in this program"},
};

START_TEST(filter_that_makes_no_sense_is_refused_with_a_reason)
{
    struct trace_filter filter;

    ck_assert_int_eq(make(&filter, refusals[_i].text), -EINVAL);
    ck_assert_str_eq(error, refusals[_i].error);
    trace_filter_finish(&filter);
}
END_TEST

static const struct {
    const char *text;
    bool wants;
} chunk_verdicts[] = {
    {"", true},
    {"kind=l1-miss", true},
    {"kind=walk", false},
    {"core=2", true},
    {"core=3", false},
    {"time=500", true},
    {"time=..99", false},
    {"addr=0xffff800010001000", true},
    {"addr=0xffff800010009000", false},
    {"addr=0xffff800010009000 kind=tlbi", true}, /* whatever it reaches */
};

START_TEST(chunk_is_wanted_when_it_may_hold_something)
{
    const struct trace_block block = {
        .first_cycle = 100,
        .last_cycle = 900,
        .kinds = EVENT_BIT(L1_MISS) |
                 (strstr(chunk_verdicts[_i].text, "tlbi") != NULL ? EVENT_BIT(TLBI) : 0),
        .cores = 1 << 2};
    const struct trace_event traced = miss();
    struct trace_filter filter;
    struct trace_pages pages;

    trace_pages_clear(&pages);
    trace_pages_add(&pages, &traced.event);
    ck_assert_int_eq(make(&filter, chunk_verdicts[_i].text), 0);
    ck_assert_int_eq(trace_filter_wants_chunk(&filter, &block, &pages), chunk_verdicts[_i].wants);
    if (filter.addresses.count != 0) {
        ck_assert(trace_filter_wants_chunk(&filter, &block, NULL)); /* pages not known */
    }
    trace_filter_finish(&filter);
}
END_TEST

int main(void)
{
    return suite_run_rows(
        "trace_filter",
        (const struct suite_test[]){
            {filter_wants_what_every_term_wants, SUITE_COUNT(verdicts)},
            {filter_of_none_wants_what_is_outside, 0},
            {filter_of_an_address_wants_no_event_without_one, 0},
            {filter_that_makes_no_sense_is_refused_with_a_reason, SUITE_COUNT(refusals)},
            {chunk_is_wanted_when_it_may_hold_something, SUITE_COUNT(chunk_verdicts)},
            {NULL, 0}});
}
