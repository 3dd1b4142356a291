/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink.h"

#include "recorder.h"
#include "suite.h"

static struct recorder walks, everything;

static struct sink_list two_sinks(void)
{
    struct sink_list list = {0};

    recorder_clear(&walks);
    recorder_clear(&everything);
    sink_attach(&list, recorder_sink(&walks, EVENT_BIT(WALK)));
    sink_attach(&list, recorder_sink(&everything, EVENT_ALL));
    return list;
}

START_TEST(sinks_hear_only_what_they_want)
{
    struct sink_list list = two_sinks();
    struct event_source source = {.sinks = &list};

    source_emit(&source, &(struct event){.kind = EVENT_TLBI});
    source_emit(&source, &(struct event){.kind = EVENT_WALK});
    ck_assert_str_eq(recorder_kinds(&walks), "walk");
    ck_assert_str_eq(recorder_kinds(&everything), "tlbi walk");
}
END_TEST

START_TEST(source_stamps_its_events)
{
    struct sink_list list = two_sinks();
    struct event_source source = {.sinks = &list, .cycle = 7, .pc = 0x1000, .core = 3};

    source_emit(&source, &(struct event){.kind = EVENT_WALK});
    ck_assert_uint_eq(walks.event[0].cycle, 7);
    ck_assert_uint_eq(walks.event[0].pc, 0x1000);
    ck_assert_uint_eq(walks.event[0].core, 3);
}
END_TEST

START_TEST(source_wants_what_any_sink_wants)
{
    struct sink_list none = {0};
    struct sink_list one = {0};
    struct event_source deaf = {.sinks = &none};
    struct event_source source = {.sinks = &one};

    sink_attach(&one, recorder_sink(&walks, EVENT_BIT(WALK)));
    sink_attach(&one, recorder_sink(&everything, EVENT_BIT(MMIO)));
    ck_assert(!source_wants(&deaf, EVENT_WALK));
    ck_assert(source_wants(&source, EVENT_WALK));
    ck_assert(source_wants(&source, EVENT_MMIO));
    ck_assert(!source_wants(&source, EVENT_TLBI));
}
END_TEST

int main(void)
{
    return suite_run("sink", (const TTest *const[]){sinks_hear_only_what_they_want,
                                                    source_stamps_its_events,
                                                    source_wants_what_any_sink_wants, NULL});
}
