/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine_print.h"

#include "suite.h"

#include <stdlib.h>
#include <string.h>

START_TEST(list_names_every_preset)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    ck_assert_int_eq(machine_print_list(out), 0);
    fclose(out);
    /* One column of names; the longest is neoverse-n1. */
    ck_assert_ptr_nonnull(strstr(text, "cortex-a53   Arm Cortex-A53: "));
    ck_assert_ptr_nonnull(strstr(text, "cortex-a72   Arm Cortex-A72: "));
    ck_assert_ptr_nonnull(strstr(text, "neoverse-n1  Arm Neoverse N1: "));
    for (const struct machine_preset *p = machine_presets; p->name != NULL; p++) {
        ck_assert_msg(strstr(text, p->name) != NULL, "%s", p->name);
    }
    free(text);
}
END_TEST

START_TEST(machine_shows_value_meaning_and_source_of_every_key)
{
    static const char ini[] = "[machine]\ndescription = Small\n[tlb.l1d]\nentries = 8\n"
                              "entries.source = a guess\nways = 2\n";
    struct machine_file file;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    ck_assert_int_eq(machine_file_parse("small.ini", ini, strlen(ini), MACHINE_FILE_USER, &file),
                     0);
    machine_print(&file, out);
    fclose(out);
    ck_assert_int_eq(strncmp(text, "small.ini: Small\n", 17), 0);
    for (unsigned i = 0; i < machine_key_count(); i++) {
        ck_assert_ptr_nonnull(strstr(text, machine_key_name(i)));
        ck_assert_ptr_nonnull(strstr(text, machine_key_meaning(i)));
    }
    ck_assert_ptr_nonnull(strstr(text, "source: a guess\n"));
    ck_assert_ptr_nonnull(strstr(text, "source: not stated\n"));
    ck_assert_ptr_nonnull(strstr(text, "source: default\n"));
    free(text);
    machine_file_finish(&file);
}
END_TEST

int main(void)
{
    return suite_run("machine_print",
                     (const TTest *const[]){list_names_every_preset,
                                            machine_shows_value_meaning_and_source_of_every_key,
                                            NULL});
}
