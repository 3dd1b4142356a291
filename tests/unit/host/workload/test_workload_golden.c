/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/golden/workload: good_NAME.wl beside the text of its program,
 * bad_NAME.wl beside its message, both in NAME.txt. With UPDATE_GOLDEN set in
 * the environment the expected texts are written instead of compared.
 */
#include "program_dump.h"
#include "workload_support.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GOLDEN SOURCE_ROOT "/tests/golden/workload/"

static glob_t scripts;

static const char *base_name(const char *path)
{
    return strrchr(path, '/') + 1;
}

static void print_expectations(const struct workload *workload, FILE *file)
{
    fprintf(file, "machine %s, cpus %u\n", workload->machine != NULL ? workload->machine : "-",
            workload->cpus);
    for (size_t i = 0; i < workload->set_count; i++) {
        fprintf(file, "set %s = %s\n", workload->sets[i].key, workload->sets[i].value);
    }
    for (size_t i = 0; i < workload->site_count; i++) {
        fprintf(file, "site %zu: %s%s\n", i, workload->sites[i].text,
                workload->sites[i].has_expectation ? " [expects]" : "");
    }
    fprintf(file, "expectations: %zu\n", workload->expectation_count);
}

/* What the script became, or what is wrong with it. The caller frees it. */
static char *outcome(const char *path)
{
    size_t script_size, text_size;
    char *script = support_read(path, &script_size), *text = NULL;
    FILE *file = open_memstream(&text, &text_size);
    struct workload *workload = NULL;
    struct workload_error error;

    if (workload_parse(base_name(path), script, script_size, NULL, &workload, &error) == 0) {
        print_expectations(workload, file);
        ck_assert_int_eq(program_dump(workload->program, workload->program_size, file), 0);
        workload_destroy(workload);
    } else {
        fprintf(file, "%s:%u:%u: %s\n", error.file, error.line, error.column, error.message);
    }
    fclose(file);
    free(script);
    return text;
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    fputs(text, file);
    fclose(file);
}

START_TEST(golden_script_gives_its_text)
{
    const char *path = scripts.gl_pathv[_i];
    char expected_path[512];
    char *actual = outcome(path);
    const bool good = strncmp(base_name(path), "good_", 5) == 0;
    size_t size;

    snprintf(expected_path, sizeof(expected_path), "%.*s.txt", (int)strlen(path) - 3, path);
    ck_assert_msg(good == (strncmp(actual, "machine ", 8) == 0), "%s: %s", path, actual);
    if (getenv("UPDATE_GOLDEN") != NULL) {
        write_text(expected_path, actual);
    }
    char *expected = support_read(expected_path, &size);
    ck_assert_msg(strcmp(actual, expected) == 0, "%s:\n%s", base_name(path), actual);
    free(expected);
    free(actual);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("workload_golden");
    TCase *tcase = tcase_create("golden");

    if (glob(GOLDEN "*.wl", 0, NULL, &scripts) != 0) {
        return EXIT_FAILURE;
    }
    tcase_add_loop_test(tcase, golden_script_gives_its_text, 0, (int)scripts.gl_pathc);
    suite_add_tcase(suite, tcase);
    const int status = support_run(suite);
    globfree(&scripts);
    return status;
}
