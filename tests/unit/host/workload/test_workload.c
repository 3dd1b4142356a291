/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading script files. */
#include "workload_support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct workload *workload;
static struct workload_error error;

/* A file with that text; removed by its user. */
static const char *write_file(const char *text)
{
    static char path[] = "/tmp/workload_XXXXXX";

    strcpy(path, "/tmp/workload_XXXXXX");
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    return path;
}

START_TEST(file_is_read_and_named_by_its_last_component)
{
    const char *path = write_file("cpus 2\nphase a { purge }\n");

    ck_assert_int_eq(workload_load(path, NULL, &workload, &error), 0);
    unlink(path);
    ck_assert_str_eq(workload->name, path + strlen("/tmp/"));
    ck_assert_uint_eq(workload->cpus, 2);
    ck_assert_str_eq(workload->phases[0].name, "a");
    ck_assert_uint_eq(workload->phases[0].line, 2);
    workload_destroy(workload);
}
END_TEST

START_TEST(error_names_the_file_as_it_was_given)
{
    const char *path = write_file("cpus\n");

    ck_assert_int_eq(workload_load(path, NULL, &workload, &error), -EINVAL);
    unlink(path);
    ck_assert_str_eq(error.file, path);
    ck_assert_uint_eq(error.line, 1);
    ck_assert_uint_eq(error.column, 5);
    ck_assert_str_eq(error.message, "found end of line, expected an expression");
}
END_TEST

START_TEST(empty_file_is_a_program_without_phases)
{
    const char *path = write_file("");

    ck_assert_int_eq(workload_load(path, NULL, &workload, &error), 0);
    unlink(path);
    ck_assert_uint_eq(workload->phase_count, 0);
    ck_assert_uint_eq(support_header(workload)->stream_count, 1);
    ck_assert_uint_eq(support_insn(workload, 0, 0)->op, PROGRAM_OP_END);
    workload_destroy(workload);
}
END_TEST

START_TEST(what_cannot_be_read_is_told)
{
    ck_assert_int_eq(workload_load("/tmp", NULL, &workload, &error), -EISDIR);
    ck_assert_str_eq(error.file, "/tmp");
    ck_assert_uint_eq(error.line, 0);
    ck_assert_str_eq(error.message, "cannot read it: Is a directory");
    ck_assert_int_eq(workload_load("/tmp/none/x.wl", NULL, &workload, &error), -ENOENT);
    ck_assert_str_eq(error.message, "cannot read it: No such file or directory");
}
END_TEST

START_TEST(endless_file_is_refused)
{
    ck_assert_int_eq(workload_load("/dev/zero", NULL, &workload, &error), -EINVAL);
    ck_assert_str_eq(error.message, "too big for a script: more than 16 MiB");
}
END_TEST

START_TEST(last_line_needs_no_end)
{
    static const char *const cases[] = {
        "cpus 2",       "cpus 2 # two", "phase a { purge }", "\n\n",   "#",
        "\xef\xbb\xbf", ";;;",          "machine x",         "set a b"};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        workload_destroy(support_compile(cases[i]));
    }
}
END_TEST

START_TEST(nothing_is_destroyed_without_harm)
{
    workload_destroy(NULL);
}
END_TEST

int main(void)
{
    return support_main("workload",
                        (const TTest *const[]){file_is_read_and_named_by_its_last_component,
                                               error_names_the_file_as_it_was_given,
                                               empty_file_is_a_program_without_phases,
                                               what_cannot_be_read_is_told, endless_file_is_refused,
                                               last_line_needs_no_end,
                                               nothing_is_destroyed_without_harm, NULL});
}
