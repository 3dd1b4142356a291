/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Good scripts with random damage: each either compiles or is refused with a
 * place and a message, and nothing is read or written out of bounds (which the
 * sanitizers watch).
 */
#include "program_dump.h"
#include "workload_support.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 1500, SCRIPT_MAX = 8192 };

static glob_t scripts;

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return *state >> 33;
}

/* Words that lead somewhere, so that damage is not always noticed at once. */
static const char *const words[] = {
    "repeat ", "{",        "}",         "\n",           ";",      "(",
    ")",       "on all ",  "on 0 ",     "expect ",      "fault ", "phase x ",
    "p = ",    "vmalloc ", "sizeof(p)", "random(1, 2)", "-",      "0xffffffffffffffff",
    "K",       ".",        " as i ",    "param ",       "set ",   "\"",
    "\xff",    "load p ",  "barrier\n", "cpus 64\n",    "tlbi ",  "p",
    "/ 0",
};

static size_t damage(char *text, size_t size, uint64_t *state)
{
    const size_t at = next(state) % (size + 1);
    const char *word = words[next(state) % (sizeof(words) / sizeof(words[0]))];
    const size_t length = strlen(word), cut = next(state) % 8;

    switch (next(state) % 4) {
    case 0:
        if (at < size) {
            text[at] = (char)next(state);
        }
        return size;
    case 1:
        if (size + length > SCRIPT_MAX) {
            return size;
        }
        memmove(text + at + length, text + at, size - at);
        memcpy(text + at, word, length);
        return size + length;
    case 2:
        if (at + cut > size) {
            return at;
        }
        memmove(text + at, text + at + cut, size - at - cut);
        return size - cut;
    default:
        return next(state) % 16 == 0 ? at : size;
    }
}

static void check_text(const char *text, size_t size)
{
    /* A copy of just that size, so that reading one byte more is noticed. */
    char *exact = malloc(size > 0 ? size : 1);
    struct workload *workload = NULL;
    struct workload_error error;

    memcpy(exact, text, size);
    const int status = workload_parse("x.wl", exact, size, NULL, &workload, &error);
    free(exact);
    if (status == 0) {
        FILE *null = fopen("/dev/null", "w");

        ck_assert_int_eq(program_dump(workload->program, workload->program_size, null), 0);
        fclose(null);
        workload_destroy(workload);
    } else {
        ck_assert_int_eq(status, -22);
        ck_assert_uint_gt(strlen(error.message), 0);
    }
}

START_TEST(damaged_script_is_compiled_or_refused)
{
    static char text[SCRIPT_MAX];
    size_t script_size;
    char *script = support_read(scripts.gl_pathv[_i], &script_size);
    uint64_t state = (uint64_t)_i + 1;

    ck_assert_uint_lt(script_size, SCRIPT_MAX);
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t size = script_size;

        memcpy(text, script, size);
        for (uint64_t i = next(&state) % 6; i < 6; i++) {
            size = damage(text, size, &state);
        }
        check_text(text, size);
    }
    free(script);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("workload_mutation");
    TCase *tcase = tcase_create("mutation");

    if (glob(SOURCE_ROOT "/tests/golden/workload/good_*.wl", 0, NULL, &scripts) != 0 ||
        glob(SOURCE_ROOT "/traces/*.wl", GLOB_APPEND, NULL, &scripts) != 0) {
        return EXIT_FAILURE;
    }
    tcase_add_loop_test(tcase, damaged_script_is_compiled_or_refused, 0, (int)scripts.gl_pathc);
    tcase_set_timeout(tcase, 100);
    suite_add_tcase(suite, tcase);
    const int status = support_run(suite);
    globfree(&scripts);
    return status;
}
