/* SPDX-License-Identifier: GPL-2.0-or-later */
/* final.c: leaks are added up by place, and text passes on, when the firmware tells. */
#include "final.h"

#include "probe.h"
#include "suite.h"

#include <stdlib.h>

static struct workload_site sites[] = {
    {.line = 3, .column = 5, .op = PROGRAM_OP_VMALLOC},
    {.line = 4, .column = 7, .op = PROGRAM_OP_TOUCH},
    {.line = 9, .column = 1, .op = PROGRAM_OP_VMALLOC},
};
static const struct workload workload = {.sites = sites, .site_count = 3};

START_TEST(leaks_of_one_place_are_added)
{
    struct final final;
    struct run_result result = {0};

    ck_assert_int_eq(final_init(&final, &workload, NULL), 0);
    final_begin(&final);
    final_leak(&final, 2, 100);
    final_leak(&final, 0, 4096);
    final_leak(&final, 2, 11);
    ck_assert_int_eq(final_conclude(&final, &result), 0);
    ck_assert_uint_eq(result.leak_count, 2);
    ck_assert_uint_eq(result.leaks[0].line, 3);
    ck_assert_uint_eq(result.leaks[0].bytes, 4096);
    ck_assert_uint_eq(result.leaks[1].line, 9);
    ck_assert_uint_eq(result.leaks[1].column, 1);
    ck_assert_uint_eq(result.leaks[1].op, PROGRAM_OP_VMALLOC);
    ck_assert_uint_eq(result.leaks[1].areas, 2);
    ck_assert_uint_eq(result.leaks[1].bytes, 111);
    final_finish(&final);
    run_result_finish(&result);
}
END_TEST

START_TEST(place_that_does_not_exist_is_ignored)
{
    struct final final;
    struct run_result result = {0};

    ck_assert_int_eq(final_init(&final, &workload, NULL), 0);
    final_begin(&final);
    final_leak(&final, 3, 100);
    final_leak(&final, UINT32_MAX, 100);
    ck_assert_int_eq(final_conclude(&final, &result), 0);
    ck_assert_ptr_nonnull(result.leaks);
    ck_assert_uint_eq(result.leak_count, 0);
    final_finish(&final);
    run_result_finish(&result);
}
END_TEST

START_TEST(leaks_are_unknown_until_told)
{
    struct final final;
    struct run_result result = {0};

    ck_assert_int_eq(final_init(&final, &workload, NULL), 0);
    ck_assert_int_eq(final_conclude(&final, &result), 0);
    ck_assert_ptr_null(result.leaks);
    final_finish(&final);
}
END_TEST

START_TEST(text_passes_on_up_to_its_end)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    struct final final;

    ck_assert_int_eq(final_init(&final, &workload, file), 0);
    ck_assert_uint_eq(final_wanted(&final), PROBE_WANTED_VMALLOCINFO);
    final_text(&final, 0x6867666564636261);
    final_text(&final, 0x0a69);
    fclose(file);
    ck_assert_str_eq(text, "abcdefghi\n");
    final_finish(&final);
    free(text);
}
END_TEST

START_TEST(text_that_nobody_wants_goes_nowhere)
{
    struct final final;

    ck_assert_int_eq(final_init(&final, NULL, NULL), 0);
    ck_assert_uint_eq(final_wanted(&final), 0);
    final_text(&final, 0x61);
    final_leak(&final, 0, 1);
    final_finish(&final);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        leaks_of_one_place_are_added,        place_that_does_not_exist_is_ignored,
        leaks_are_unknown_until_told,        text_passes_on_up_to_its_end,
        text_that_nobody_wants_goes_nowhere, NULL,
    };

    return suite_run("final", tests);
}
