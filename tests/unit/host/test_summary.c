/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "summary.h"

#include "results.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

static char *print_text(const struct run_result *result)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    summary_print(result, file);
    fclose(file);
    return text;
}

/* The counters from counters.def, numbered from 1,000,000 in that order. */
static const char want[] =
    "churn.wl on cortex-a72, 2 cores, seed 42: 7,654,321 cycles\n"
    "firmware vmalloc.elf 0123456789ab, allocator augmented, shootdown broadcast\n"
    "\n"
    "FAILED  line 9: expect fault.permission == 0\n"
    "        found fault.permission = 3\n"
    "ok      line 7: expect walk.count > 0\n"
    "\n"
    "phase churn: 1,234,567 cycles, 5,000 instructions\n"
    "  op                    count      cycles p50           p99           max   instructions p50\n"
    "  vmalloc                   3           1,001         1,003         1,004                501\n"
    "\n"
    "whole run: 1,000,000 instructions\n";

START_TEST(summary_begins_with_verdict_and_phases)
{
    struct run_result result = results_example();
    char *text = print_text(&result);

    ck_assert_msg(strncmp(text, want, strlen(want)) == 0, "%s", text);
    free(text);
    run_result_finish(&result);
}
END_TEST

START_TEST(totals_show_rates)
{
    struct run_result result = results_example();
    static const char *const lines[] = {
        "  L1 D                     80              72             8       10.00 %                 "
        " 5\n",
        "  walks                    10  2.5 descriptor reads each, 40.0 cycles each, walk cache "
        "hit "
        "75.00 %\n",
        "  faults                    5  3 translation, 2 permission\n",
        "  invalidations             6  4 broadcast, 2 local, 12 entries dropped, 1 hit nothing\n",
        "  shootdowns                4  1.5 targets each, 30.0 cycles each, targets lost 9 "
        "cycles\n",
    };
    uint64_t *value = result.totals.value;

    memset(&result.totals, 0, sizeof(result.totals));
    value[COUNTER_L1D_ACCESS] = 80;
    value[COUNTER_L1D_HIT] = 72;
    value[COUNTER_L1D_MISS] = 8;
    value[COUNTER_L1D_EVICT] = 5;
    value[COUNTER_WALK_COUNT] = 10;
    value[COUNTER_WALK_READS] = 25;
    value[COUNTER_WALK_CYCLES] = 400;
    value[COUNTER_WALKCACHE_HIT] = 6;
    value[COUNTER_WALKCACHE_MISS] = 2;
    value[COUNTER_FAULT_TRANSLATION] = 3;
    value[COUNTER_FAULT_PERMISSION] = 2;
    value[COUNTER_TLBI_BROADCAST] = 4;
    value[COUNTER_TLBI_LOCAL] = 2;
    value[COUNTER_TLBI_DROPPED_ENTRIES] = 12;
    value[COUNTER_TLBI_DROPPED_NONE] = 1;
    value[COUNTER_SHOOTDOWN_COUNT] = 4;
    value[COUNTER_SHOOTDOWN_TARGETS] = 6;
    value[COUNTER_SHOOTDOWN_CYCLES] = 120;
    value[COUNTER_SNOOP_CYCLES] = 9;
    char *text = print_text(&result);

    for (size_t i = 0; i < SUITE_COUNT(lines); i++) {
        ck_assert_msg(strstr(text, lines[i]) != NULL, "no line\n%s in\n%s", lines[i], text);
    }
    ck_assert_ptr_null(strstr(text, "decoder does not know"));
    free(text);
    run_result_finish(&result);
}
END_TEST

START_TEST(no_line_is_wider_than_100_columns)
{
    struct run_result result = results_example();
    char *text = print_text(&result);

    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        ck_assert_msg(strlen(line) <= 100, "%s", line);
        ck_assert_msg(strchr(line, '\033') == NULL, "colour outside a terminal: %s", line);
    }
    free(text);
    run_result_finish(&result);
}
END_TEST

START_TEST(leaks_are_named_by_place)
{
    struct run_result result = results_example();
    char *text = print_text(&result);

    ck_assert_ptr_nonnull(strstr(text, "\nnever freed:\n  line 3:5  2 areas, 8,000 bytes\n"
                                       "  line 8:1  1 area, 4,096 bytes\n"));
    free(text);
    run_result_finish(&result);
}
END_TEST

START_TEST(many_that_hold_become_a_number)
{
    struct run_result result = {.machine = machine_config_default()};

    result.expectation_count = 30;
    result.expectations = calloc(30, sizeof(*result.expectations));
    for (unsigned i = 0; i < 30; i++) {
        result.expectations[i].text = strdup("expect it");
        result.expectations[i].ok = i != 17;
        result.expectations[i].line = i;
    }
    char *text = print_text(&result);

    ck_assert_ptr_nonnull(
        strstr(text, "FAILED  line 17: expect it\nok      29 expectations hold\n"));
    free(text);
    run_result_finish(&result);
}
END_TEST

START_TEST(reason_of_a_stop_comes_first)
{
    struct run_result result = results_example();

    result.exit_reason = strdup("panic at vm_map+0x10");
    char *text = print_text(&result);
    const char *reason = strstr(text, "STOP    panic at vm_map+0x10\n");

    ck_assert_ptr_nonnull(reason);
    ck_assert(reason < strstr(text, "FAILED"));
    free(text);
    run_result_finish(&result);
}
END_TEST

START_TEST(boot_of_an_image_needs_no_workload)
{
    struct run_result result = {.machine = machine_config_default(), .cpu_count = 1};

    result.firmware.name = strdup("Image");
    char *text = print_text(&result);

    ck_assert_int_eq(strncmp(text, "Image on -, 1 core, seed 0: 0 cycles\n", 37), 0);
    free(text);
    run_result_finish(&result);
}
END_TEST

int main(void)
{
    return suite_run("summary", (const TTest *const[]){
                                    summary_begins_with_verdict_and_phases, totals_show_rates,
                                    no_line_is_wider_than_100_columns, leaks_are_named_by_place,
                                    many_that_hold_become_a_number, reason_of_a_stop_comes_first,
                                    boot_of_an_image_needs_no_workload, NULL});
}
