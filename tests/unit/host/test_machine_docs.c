/* SPDX-License-Identifier: GPL-2.0-or-later */
/* docs/machine-file.md: its table is the list of keys, its example is a machine file. */
#include "machine_file.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *document(void)
{
    FILE *file = fopen(SOURCE_ROOT "/docs/machine-file.md", "re");
    char *text = calloc(1, 1 << 16);

    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_lt(fread(text, 1, (1 << 16) - 1, file), (1 << 16) - 1);
    fclose(file);
    return text;
}

/* The row of key i as the page must have it. */
static const char *row_of(unsigned i)
{
    static char row[512];
    struct machine_config config = machine_config_default();
    char value[128];
    char takes[128];

    machine_key_get(&config, i, value, sizeof(value));
    machine_key_expected(machine_key_name(i), takes, sizeof(takes));
    snprintf(row, sizeof(row), "\n| `%s` | %s | %s | %s |\n", machine_key_name(i), takes, value,
             machine_key_meaning(i));
    return row;
}

START_TEST(page_has_the_row_of_every_key_in_their_order)
{
    char *text = document();
    const char *last = text;

    for (unsigned i = 0; i < machine_key_count(); i++) {
        const char *row = strstr(text, row_of(i));

        ck_assert_msg(row != NULL, "missing:%s", row_of(i));
        ck_assert_msg(row >= last, "out of order:%s", row_of(i));
        last = row;
    }
    free(text);
}
END_TEST

START_TEST(page_has_no_other_row)
{
    char *text = document();
    unsigned rows = 0;

    for (const char *at = text; (at = strstr(at, "\n| `")) != NULL; at++) {
        rows++;
    }
    ck_assert_uint_eq(rows, machine_key_count());
    free(text);
}
END_TEST

START_TEST(example_of_the_page_is_a_machine_file)
{
    char *text = document();
    char *start = strstr(text, "```ini\n");
    struct machine_file file;

    ck_assert_ptr_nonnull(start);
    start += strlen("```ini\n");
    char *end = strstr(start, "\n```");
    ck_assert_ptr_nonnull(end);
    ck_assert_int_eq(machine_file_parse("example.ini", start, (size_t)(end + 1 - start),
                                        MACHINE_FILE_USER, &file),
                     0);
    ck_assert_uint_eq(file.config.l2.entries, 1280);
    machine_file_finish(&file);
    free(text);
}
END_TEST

START_TEST(page_names_every_preset)
{
    char *text = document();

    for (const struct machine_preset *p = machine_presets; p->name != NULL; p++) {
        ck_assert_msg(strstr(text, p->name) != NULL, "%s", p->name);
    }
    free(text);
}
END_TEST

int main(void)
{
    return suite_run("machine_docs",
                     (const TTest *const[]){
                         page_has_the_row_of_every_key_in_their_order, page_has_no_other_row,
                         example_of_the_page_is_a_machine_file, page_names_every_preset, NULL});
}
