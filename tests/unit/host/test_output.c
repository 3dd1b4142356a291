/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output.h"

#include "scratch.h"
#include "suite.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void assert_content(const char *path, const char *want)
{
    size_t size;
    char *got = (char *)scratch_read(path, &size);

    ck_assert_str_eq(got, want);
    free(got);
}

START_TEST(commit_gives_the_final_name)
{
    struct output out;

    scratch_enter();
    ck_assert_int_eq(output_open("out", &out), 0);
    fputs("whole", out.file);
    ck_assert(!scratch_exists("out"));
    ck_assert(scratch_exists("out.part"));
    ck_assert_int_eq(output_commit(&out), 0);
    ck_assert(!scratch_exists("out.part"));
    assert_content("out", "whole");
    scratch_leave();
}
END_TEST

START_TEST(discard_keeps_the_old_file)
{
    struct output out;

    scratch_enter();
    scratch_write("out", "old", 3);
    ck_assert_int_eq(output_open("out", &out), 0);
    fputs("new", out.file);
    output_discard(&out);
    output_discard(&out); /* zeroed by now */
    ck_assert(!scratch_exists("out.part"));
    assert_content("out", "old");
    scratch_leave();
}
END_TEST

START_TEST(abandon_leaves_the_part)
{
    struct output out;

    scratch_enter();
    ck_assert_int_eq(output_open("out", &out), 0);
    fputs("cut", out.file);
    output_abandon(&out);
    ck_assert(!scratch_exists("out"));
    assert_content("out.part", "cut");
    scratch_leave();
}
END_TEST

START_TEST(symbolic_link_is_written_through)
{
    struct output out;

    scratch_enter();
    scratch_write("target", "old", 3);
    ck_assert_int_eq(symlink("target", "link"), 0);
    ck_assert_int_eq(output_open("link", &out), 0);
    fputs("new", out.file);
    ck_assert_int_eq(output_commit(&out), 0);
    ck_assert(scratch_exists("link") && readlink("link", (char[8]){0}, 7) == 6);
    assert_content("target", "new");
    scratch_leave();
}
END_TEST

START_TEST(full_device_is_reported_and_stays_a_device)
{
    struct output out;
    struct stat st;

    ck_assert_int_eq(output_open("/dev/full", &out), 0);
    fputs("lost", out.file);
    ck_assert_int_eq(output_commit(&out), -ENOSPC);
    ck_assert_int_eq(stat("/dev/full", &st), 0);
    ck_assert(S_ISCHR(st.st_mode));
    ck_assert(!scratch_exists("/dev/full.part"));
}
END_TEST

/* More than a buffer: the error comes up before commit, and must not be lost. */
START_TEST(full_device_is_reported_after_many_writes)
{
    struct output out;

    ck_assert_int_eq(output_open("/dev/full", &out), 0);
    for (unsigned i = 0; i < 100000; i++) {
        fputs("lost", out.file);
    }
    ck_assert_int_lt(output_commit(&out), 0);
}
END_TEST

START_TEST(open_of_impossible_name_fails_and_leaves_ret)
{
    struct output out = {.file = stdin};

    ck_assert_int_eq(output_open("/nowhere/at/all", &out), -ENOENT);
    ck_assert_int_eq(output_open("/", &out), -EISDIR);
    ck_assert_ptr_eq(out.file, stdin);
}
END_TEST

START_TEST(rename_failure_leaves_no_part)
{
    struct output out;

    scratch_enter();
    ck_assert_int_eq(output_open("out", &out), 0);
    ck_assert_int_eq(mkdir("out", 0700), 0);
    ck_assert_int_lt(output_commit(&out), 0);
    ck_assert(!scratch_exists("out.part"));
    ck_assert_int_eq(rmdir("out"), 0);
    scratch_leave();
}
END_TEST

START_TEST(dash_is_standard_output)
{
    struct output out;

    ck_assert_int_eq(output_open("-", &out), 0);
    ck_assert_ptr_eq(out.file, stdout);
    ck_assert_int_eq(output_commit(&out), 0);
    ck_assert_int_ge(fileno(stdout), 0);
}
END_TEST

int main(void)
{
    return suite_run("output", (const TTest *const[]){
                                   commit_gives_the_final_name, discard_keeps_the_old_file,
                                   abandon_leaves_the_part, symbolic_link_is_written_through,
                                   full_device_is_reported_and_stays_a_device,
                                   full_device_is_reported_after_many_writes,
                                   open_of_impossible_name_fails_and_leaves_ret,
                                   rename_failure_leaves_no_part, dash_is_standard_output, NULL});
}
