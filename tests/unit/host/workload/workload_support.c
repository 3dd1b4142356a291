/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workload_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct workload_options no_options = {.lazy = -1};

struct workload *support_compile_with(const char *text, const struct workload_options *options)
{
    struct workload *workload = NULL;
    struct workload_error error;
    const int status = workload_parse("test.wl", text, strlen(text), options, &workload, &error);

    ck_assert_msg(status == 0, "%u:%u: %s", error.line, error.column, error.message);
    return workload;
}

struct workload *support_compile(const char *text)
{
    return support_compile_with(text, &no_options);
}

const char *support_error_with(const char *text, const struct workload_options *options)
{
    static char said[600];
    struct workload *workload = NULL;
    struct workload_error error;

    ck_assert_int_eq(workload_parse("test.wl", text, strlen(text), options, &workload, &error),
                     -22);
    ck_assert_ptr_null(workload);
    snprintf(said, sizeof(said), "%u:%u: %s", error.line, error.column, error.message);
    return said;
}

const char *support_error(const char *text)
{
    return support_error_with(text, &no_options);
}

const struct program_header *support_header(const struct workload *workload)
{
    return (const struct program_header *)workload->program;
}

const struct program_insn *support_insn(const struct workload *workload, unsigned core, unsigned i)
{
    const struct program_header *header = support_header(workload);
    const struct program_stream *streams =
        (const struct program_stream *)(workload->program + header->stream_offset);

    return (const struct program_insn *)(workload->program + header->insn_offset) +
           streams[core].entry + i;
}

char *support_read(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(1 << 20);

    ck_assert_msg(file != NULL, "%s", path);
    *ret_size = fread(text, 1, (1 << 20) - 1, file);
    text[*ret_size] = '\0';
    fclose(file);
    return text;
}

int support_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int support_main(const char *name, const TTest *const *tests)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);

    for (; *tests != NULL; tests++) {
        tcase_add_test(tcase, *tests);
    }
    tcase_set_timeout(tcase, 100);
    suite_add_tcase(suite, tcase);
    return support_run(suite);
}
