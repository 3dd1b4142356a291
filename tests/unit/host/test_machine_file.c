/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine_file.h"

#include "scratch.h"
#include "suite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int parse(const char *text, enum machine_file_kind kind, struct machine_file *ret)
{
    return machine_file_parse("dir/small.ini", text, strlen(text), kind, ret);
}

START_TEST(keys_of_sections_are_joined)
{
    struct machine_file file;

    ck_assert_int_eq(parse("[machine]\n"
                           "description = Small\n"
                           "# a comment\n"
                           "[tlb.l1d]\n"
                           "entries = 8\n"
                           "entries.source = a guess\n"
                           "[cost.issue]\n"
                           "alu = 5\n",
                           MACHINE_FILE_USER, &file),
                     0);
    ck_assert_str_eq(file.name, "small.ini");
    ck_assert_str_eq(file.description, "Small");
    ck_assert_uint_eq(file.config.l1d.entries, 8);
    ck_assert_uint_eq(file.config.cost.issue[COST_ALU], 5);
    ck_assert_uint_eq(file.config.l1i.entries, machine_config_default().l1i.entries);
    for (unsigned i = 0; i < machine_key_count(); i++) {
        const bool entries = strcmp(machine_key_name(i), "tlb.l1d.entries") == 0;
        const bool alu = strcmp(machine_key_name(i), "cost.issue.alu") == 0;

        ck_assert(file.set[i] == (entries || alu));
        ck_assert((file.sources[i] != NULL) == entries);
    }
    machine_file_finish(&file);
    machine_file_finish(&file);
}
END_TEST

START_TEST(empty_file_is_the_default_machine)
{
    const struct machine_config want = machine_config_default();
    struct machine_file file;

    ck_assert_int_eq(parse("", MACHINE_FILE_USER, &file), 0);
    ck_assert_mem_eq(&file.config, &want, sizeof(want));
    ck_assert_ptr_null(file.description);
    machine_file_finish(&file);
}
END_TEST

static const struct bad {
    const char *text;
    enum machine_file_kind kind;
    const char *message; /* how it begins */
} bad[] = {
    {"[tlb.l1d]\nentrys = 8\n", MACHINE_FILE_USER,
     "dir/small.ini:2: unknown key \"tlb.l1d.entrys\": expected a machine key or its .source\n"},
    {"[tlb.l1d]\nentries = many\n", MACHINE_FILE_USER,
     "dir/small.ini:2: bad value \"many\" for tlb.l1d.entries: expected "},
    {"[tlb.l1d]\nentries = 8\nentries = 9\n", MACHINE_FILE_USER,
     "dir/small.ini:3: duplicate key \"tlb.l1d.entries\": it is set in line 2\n"},
    {"[tlb.l1d]\nentries = 8\nentries.source = a\nentries.source = b\n", MACHINE_FILE_USER,
     "dir/small.ini:4: duplicate key \"tlb.l1d.entries.source\": it is set in line 3\n"},
    {"[tlb.l1d]\nentries.source = a\n", MACHINE_FILE_USER,
     "dir/small.ini:2: source of tlb.l1d.entries, which is not set\n"},
    {"[tlb.l1d]\nfoo.source = a\n", MACHINE_FILE_USER,
     "dir/small.ini:2: source of an unknown key \"tlb.l1d.foo\"\n"},
    {"[tlb.l1d]\nentries = 8\nentries.source =\n", MACHINE_FILE_USER,
     "dir/small.ini:3: tlb.l1d.entries.source is empty: expected "},
    {"\n[tlb.l1d]\nentries = 8\n", MACHINE_FILE_PRESET,
     "dir/small.ini:3: tlb.l1d.entries has no source: expected tlb.l1d.entries.source\n"},
    {"[tlb.l1d]\nentries = 8\nways = 3\n", MACHINE_FILE_USER, "dir/small.ini:3: tlb.l1d.ways: "},
    {"[tlb.l1d]\nentries\n", MACHINE_FILE_USER, "dir/small.ini:2: syntax error: expected "},
    {"[tlb.l1d\nentries = 8\n", MACHINE_FILE_USER, "dir/small.ini:1: syntax error: expected "},
    {"[tlb.l1d]\nrubbish\nentrys = 8\n", MACHINE_FILE_USER, "dir/small.ini:2: syntax error"},
    {"[machine]\nname = x\n", MACHINE_FILE_USER,
     "dir/small.ini:2: unknown key \"name\" in [machine]: expected description\n"},
    {"[machine]\ndescription = a\ndescription = b\n", MACHINE_FILE_USER,
     "dir/small.ini:3: duplicate key \"description\"\n"},
};

/* What parsing bad text says on stderr, allocated. */
static char *error_of(const char *text, size_t size, enum machine_file_kind kind)
{
    struct machine_file file = {.name = NULL};
    size_t read_size;

    fflush(stderr);
    ck_assert_ptr_nonnull(freopen("stderr", "w", stderr));
    ck_assert_int_eq(machine_file_parse("dir/small.ini", text, size, kind, &file), -EINVAL);
    ck_assert_ptr_null(file.name);
    fflush(stderr);
    return (char *)scratch_read("stderr", &read_size);
}

START_TEST(bad_text_is_told_with_its_line)
{
    scratch_enter();
    for (size_t i = 0; i < SUITE_COUNT(bad); i++) {
        char *message = error_of(bad[i].text, strlen(bad[i].text), bad[i].kind);

        ck_assert_msg(strncmp(message, bad[i].message, strlen(bad[i].message)) == 0,
                      "%s\nsays %s\nnot  %s", bad[i].text, message, bad[i].message);
        free(message);
    }
    scratch_leave();
}
END_TEST

START_TEST(line_that_is_too_long_is_not_split)
{
    char text[1000];

    memset(text, 'x', sizeof(text));
    memcpy(text, "\n# ", 3);
    scratch_enter();
    char *message = error_of(text, sizeof(text), MACHINE_FILE_USER);

    ck_assert_msg(strncmp(message, "dir/small.ini:2: line too long", 30) == 0, "%s", message);
    free(message);
    scratch_leave();
}
END_TEST

START_TEST(file_with_nul_is_no_text)
{
    scratch_enter();
    char *message = error_of("[tlb.l1d]\n\0entries = 8\n", 23, MACHINE_FILE_USER);

    ck_assert_str_eq(message, "dir/small.ini: not a text file\n");
    free(message);
    scratch_leave();
}
END_TEST

START_TEST(every_preset_is_good_and_complete)
{
    ck_assert_ptr_nonnull(machine_presets[0].name);
    for (const struct machine_preset *p = machine_presets; p->name != NULL; p++) {
        struct machine_file file;

        ck_assert_int_eq(machine_file_load(p->name, (struct machine_place){0}, &file), 0);
        ck_assert_str_eq(file.name, p->name);
        ck_assert_ptr_nonnull(file.description);
        for (unsigned i = 0; i < machine_key_count(); i++) {
            ck_assert_msg(file.set[i] && file.sources[i] != NULL, "%s does not set %s", p->name,
                          machine_key_name(i));
        }
        machine_file_finish(&file);
    }
}
END_TEST

START_TEST(load_takes_a_file_by_its_path)
{
    static const char text[] = "[tlb.l1d]\nentries = 8\n";
    struct machine_file file;

    scratch_enter();
    scratch_write("my.ini", text, strlen(text));
    ck_assert_int_eq(machine_file_load("./my.ini", (struct machine_place){0}, &file), 0);
    ck_assert_str_eq(file.name, "my.ini");
    ck_assert_uint_eq(file.config.l1d.entries, 8);
    machine_file_finish(&file);
    scratch_leave();
}
END_TEST

START_TEST(load_of_what_is_not_there_fails)
{
    struct machine_file file = {.name = NULL};

    scratch_enter();
    ck_assert_int_eq(machine_file_load("cortex-a99", (struct machine_place){0}, &file), -EINVAL);
    ck_assert_int_eq(machine_file_load("./cortex-a99", (struct machine_place){0}, &file), -ENOENT);
    ck_assert_int_eq(machine_file_load("/", (struct machine_place){0}, &file), -EISDIR);
    ck_assert_int_eq(machine_file_load("/dev/zero", (struct machine_place){0}, &file), -EFBIG);
    ck_assert_ptr_null(file.name);
    scratch_leave();
}
END_TEST

int main(void)
{
    return suite_run("machine_file",
                     (const TTest *const[]){
                         keys_of_sections_are_joined, empty_file_is_the_default_machine,
                         bad_text_is_told_with_its_line, line_that_is_too_long_is_not_split,
                         file_with_nul_is_no_text, every_preset_is_good_and_complete,
                         load_takes_a_file_by_its_path, load_of_what_is_not_there_fails, NULL});
}
