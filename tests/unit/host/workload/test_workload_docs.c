/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The examples of docs/workload.md do what the text says: ```wl blocks
 * compile, ```wl-error blocks give the message of the ```text block behind
 * them. The scripts under traces/ compile, too.
 */
#include "workload_support.h"

#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The next fenced block of a language, NUL-terminated in place; NULL: none. */
static char *next_block(char **rest, const char *fence)
{
    char *start = strstr(*rest, fence);

    if (start == NULL) {
        return NULL;
    }
    start += strlen(fence);
    char *end = strstr(start, "\n```");
    ck_assert_ptr_nonnull(end);
    end[1] = '\0';
    *rest = end + 4;
    return start;
}

static char *document(void)
{
    size_t size;

    return support_read(SOURCE_ROOT "/docs/workload.md", &size);
}

START_TEST(good_examples_compile)
{
    char *text = document(), *rest = text;
    unsigned count = 0;

    for (char *block; (block = next_block(&rest, "\n```wl\n")) != NULL; count++) {
        workload_destroy(support_compile(block));
    }
    ck_assert_uint_ge(count, 8);
    free(text);
}
END_TEST

START_TEST(bad_examples_give_their_message)
{
    char *text = document(), *rest = text;
    unsigned count = 0;

    for (char *block; (block = next_block(&rest, "\n```wl-error\n")) != NULL; count++) {
        char *message = next_block(&rest, "```text\n");

        message[strcspn(message, "\n")] = '\0';
        ck_assert_str_eq(support_error(block), message);
    }
    ck_assert_uint_ge(count, 3);
    free(text);
}
END_TEST

START_TEST(scripts_of_the_library_compile)
{
    glob_t paths;

    ck_assert_int_eq(glob(SOURCE_ROOT "/traces/*.wl", 0, NULL, &paths), 0);
    ck_assert_uint_ge(paths.gl_pathc, 5);
    for (size_t i = 0; i < paths.gl_pathc; i++) {
        struct workload *workload = NULL;
        struct workload_error error;
        const int status = workload_load(paths.gl_pathv[i], NULL, &workload, &error);

        ck_assert_msg(status == 0, "%s:%u:%u: %s", error.file, error.line, error.column,
                      error.message);
        ck_assert_uint_gt(workload->expectation_count, 0);
        workload_destroy(workload);
    }
    globfree(&paths);
}
END_TEST

int main(void)
{
    return support_main("workload_docs", (const TTest *const[]){
                                             good_examples_compile, bad_examples_give_their_message,
                                             scripts_of_the_library_compile, NULL});
}
