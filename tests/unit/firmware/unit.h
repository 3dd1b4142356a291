/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the tests of one file, each in a process of its own. */
#pragma once

#include <check.h>
#include <signal.h>
#include <stdlib.h>

struct unit_test {
    const TTest *test;
    int signal; /* that ends it, or 0: a panic raises SIGABRT */
    int cases; /* runs it for _i of 0 .. cases - 1; 0: once */
};

static inline int unit_run(const char *name, const struct unit_test *tests, size_t count)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    tcase_set_timeout(tcase, 120);
    for (size_t i = 0; i < count; i++) {
        int cases = tests[i].cases == 0 ? 1 : tests[i].cases;
        _tcase_add_test(tcase, tests[i].test, tests[i].signal, 0, 0, cases);
    }
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SplitMix64: the same numbers everywhere. */
static inline uint64_t unit_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15ULL;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
    return z ^ z >> 31;
}
