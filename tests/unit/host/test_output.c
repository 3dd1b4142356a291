/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output.h"

#include "suite.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each test runs in its own process, in its own empty directory. */
static char directory[PATH_MAX];

static void enter_directory(void)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(directory, sizeof(directory), "%s/mmulator-output-XXXXXX", tmp != NULL ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    ck_assert_int_eq(chdir(directory), 0);
}

static void leave_directory(void)
{
    static const char *const names[] = {"out", "out.part", "link", "target", "target.part"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)unlink(names[i]);
    }
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_msg(rmdir(directory) == 0, "something is left in %s", directory);
}

static bool exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
}

static void assert_content(const char *path, const char *want)
{
    char got[64] = "";
    FILE *file = fopen(path, "r");

    ck_assert_ptr_nonnull(file);
    got[fread(got, 1, sizeof(got) - 1, file)] = '\0';
    fclose(file);
    ck_assert_str_eq(got, want);
}

START_TEST(commit_gives_the_final_name)
{
    struct output out;

    enter_directory();
    ck_assert_int_eq(output_open("out", &out), 0);
    fputs("whole", out.file);
    ck_assert(!exists("out"));
    ck_assert(exists("out.part"));
    ck_assert_int_eq(output_commit(&out), 0);
    ck_assert(!exists("out.part"));
    assert_content("out", "whole");
    leave_directory();
}
END_TEST

START_TEST(discard_keeps_the_old_file)
{
    struct output out;

    enter_directory();
    write_file("out", "old");
    ck_assert_int_eq(output_open("out", &out), 0);
    fputs("new", out.file);
    output_discard(&out);
    output_discard(&out); /* zeroed by now */
    ck_assert(!exists("out.part"));
    assert_content("out", "old");
    leave_directory();
}
END_TEST

START_TEST(abandon_leaves_the_part)
{
    struct output out;

    enter_directory();
    ck_assert_int_eq(output_open("out", &out), 0);
    fputs("cut", out.file);
    output_abandon(&out);
    ck_assert(!exists("out"));
    assert_content("out.part", "cut");
    leave_directory();
}
END_TEST

START_TEST(symbolic_link_is_written_through)
{
    struct output out;

    enter_directory();
    write_file("target", "old");
    ck_assert_int_eq(symlink("target", "link"), 0);
    ck_assert_int_eq(output_open("link", &out), 0);
    fputs("new", out.file);
    ck_assert_int_eq(output_commit(&out), 0);
    ck_assert(exists("link") && readlink("link", (char[8]){0}, 7) == 6);
    assert_content("target", "new");
    leave_directory();
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
    ck_assert(!exists("/dev/full.part"));
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

    enter_directory();
    ck_assert_int_eq(output_open("out", &out), 0);
    ck_assert_int_eq(mkdir("out", 0700), 0);
    ck_assert_int_lt(output_commit(&out), 0);
    ck_assert(!exists("out.part"));
    ck_assert_int_eq(rmdir("out"), 0);
    leave_directory();
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

SUITE_MAIN("output", commit_gives_the_final_name, discard_keeps_the_old_file,
           abandon_leaves_the_part, symbolic_link_is_written_through,
           full_device_is_reported_and_stays_a_device, full_device_is_reported_after_many_writes,
           open_of_impossible_name_fails_and_leaves_ret, rename_failure_leaves_no_part,
           dash_is_standard_output)
