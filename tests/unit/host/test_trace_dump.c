/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_dump.h"

#include "events.h"
#include "scratch.h"
#include "suite.h"
#include "trace_info.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A trace of four events, opened. */
static struct trace_reader *open_small(void)
{
    static const struct event events[] = {
        {.kind = EVENT_PHASE_BEGIN, .cycle = 100, .phase = {0}},
        {.kind = EVENT_OP_BEGIN, .core = 1, .cycle = 120, .op = {.site = 1}},
        {.kind = EVENT_L1_MISS,
         .core = 1,
         .cycle = 1234,
         .pc = 0xffff800000080000,
         .miss = {{0xffff800010000000}, TLB_SIDE_D, ACCESS_READ}},
        {.kind = EVENT_OP_END, .core = 1, .cycle = 1300, .op = {.site = 1, .result = 4}},
    };
    struct trace_writer *writer;
    struct trace_reader *reader;

    ck_assert_int_eq(trace_writer_open("t.mtr", events_header(), &writer), 0);
    const struct sink sink = trace_writer_sink(writer);

    for (size_t i = 0; i < SUITE_COUNT(events); i++) {
        sink.emit(sink.ctx, &events[i]);
    }
    ck_assert_int_eq(trace_writer_close(writer), 0);
    ck_assert_int_eq(trace_reader_open("t.mtr", &reader), 0);
    return reader;
}

static char *dump(const struct trace_dump_options *options)
{
    struct trace_reader *reader = open_small();
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    ck_assert_int_eq(trace_dump(reader, options, out), 0);
    fclose(out);
    trace_reader_close(reader);
    return text;
}

#define PHASE "         100 c0  phase-begin phase=warmup\n"
#define BEGIN "         120 c1  op-begin    \"touch p write\" [touch line 4]\n"
#define MISS                                                                                       \
    "        1234 c1  l1-miss     va=0xffff800010000000 side=d access=read"                        \
    " @ vm_touch+0x0: ldr x0, [x1, #8] [touch line 4]\n"
#define END "        1300 c1  op-end      outcome=done result=0x4 [touch line 4]\n"

START_TEST(dump_prints_a_line_for_each_event)
{
    const struct trace_dump_options options = {0};

    scratch_enter();
    char *text = dump(&options);

    ck_assert_str_eq(text, PHASE BEGIN MISS END);
    free(text);
    scratch_leave();
}
END_TEST

START_TEST(dump_prints_what_the_filter_wants_up_to_the_limit)
{
    static const struct {
        const char *terms;
        uint64_t limit;
        const char *want;
    } cases[] = {
        {"kind=l1-miss", 0, MISS},
        {"core=0", 0, PHASE},
        {"time=120..1234", 0, BEGIN MISS},
        {"core=1", 1, BEGIN},
        {"op=touch kind=op-*", 0, BEGIN END},
    };
    char error[TRACE_FILTER_ERROR_BYTES];

    scratch_enter();
    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct trace_filter filter;

        trace_filter_init(&filter);
        ck_assert_int_eq(trace_filter_parse(&filter, cases[i].terms, error), 0);
        ck_assert_int_eq(trace_filter_bind(&filter, events_header(), error), 0);
        const struct trace_dump_options options = {.filter = &filter, .limit = cases[i].limit};
        char *text = dump(&options);

        ck_assert_str_eq(text, cases[i].want);
        free(text);
        trace_filter_finish(&filter);
    }
    scratch_leave();
}
END_TEST

START_TEST(dump_as_json_prints_an_object_a_line)
{
    const struct trace_dump_options options = {.limit = 3, .json = true};

    scratch_enter();
    char *text = dump(&options);

    ck_assert_str_eq(
        text,
        "{\"cycle\":100,\"core\":0,\"pc\":\"0x0\",\"event\":\"phase-begin\",\"index\":0,"
        "\"phase\":\"warmup\",\"op\":null}\n"
        "{\"cycle\":120,\"core\":1,\"pc\":\"0x0\",\"event\":\"op-begin\",\"site\":1,"
        "\"outcome\":\"done\",\"result\":\"0x0\",\"esr\":\"0x0\",\"phase\":\"warmup\","
        "\"op\":\"touch\",\"line\":4}\n"
        "{\"cycle\":1234,\"core\":1,\"pc\":\"0xffff800000080000\",\"event\":\"l1-miss\","
        "\"va\":\"0xffff800010000000\",\"side\":\"d\",\"access\":\"read\",\"phase\":\"warmup\","
        "\"op\":\"touch\",\"line\":4,\"symbol\":\"vm_touch\",\"offset\":0,"
        "\"instruction\":\"ldr x0, [x1, #8]\"}\n");
    free(text);
    scratch_leave();
}
END_TEST

START_TEST(dump_to_a_full_disk_fails)
{
    const struct trace_dump_options options = {0};
    FILE *out = fopen("/dev/full", "w");

    setvbuf(out, NULL, _IONBF, 0);
    scratch_enter();
    struct trace_reader *reader = open_small();

    ck_assert_int_lt(trace_dump(reader, &options, out), 0);
    trace_reader_close(reader);
    scratch_leave();
    fclose(out);
}
END_TEST

START_TEST(info_tells_run_size_and_counts)
{
    static const char *const lines[] = {
        "format       mmulator trace, format version 3\n",
        "machine      cortex-a72\n",
        "workload     churn.wl\n",
        "seed         42\n",
        "phases       warmup churn\n",
        "header       2 symbols, 8 bytes of code, 3 statements\n",
        "1 chunks\n",
        "events       4, ",
        "bytes each; cycles 100 to 1300\n",
        "  l1-miss                 1\n",
        "  walk                    0\n",
        "  tlb.l1d.entries          32\n",
    };
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    scratch_enter();
    struct trace_reader *reader = open_small();

    ck_assert_int_eq(trace_info(reader, out), 0);
    fclose(out);
    for (size_t i = 0; i < SUITE_COUNT(lines); i++) {
        ck_assert_msg(strstr(text, lines[i]) != NULL, "no \"%s\" in\n%s", lines[i], text);
    }
    ck_assert_ptr_null(strstr(text, "did not end properly"));
    free(text);
    trace_reader_close(reader);
    scratch_leave();
}
END_TEST

int main(void)
{
    return suite_run("trace_dump",
                     (const TTest *const[]){dump_prints_a_line_for_each_event,
                                            dump_prints_what_the_filter_wants_up_to_the_limit,
                                            dump_as_json_prints_an_object_a_line,
                                            dump_to_a_full_disk_fails,
                                            info_tells_run_size_and_counts, NULL});
}
