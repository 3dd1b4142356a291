/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <stdlib.h>

enum { TIMEOUT_SECONDS = 120 };

static TCase *make_case(const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_set_timeout(tcase, TIMEOUT_SECONDS);
    return tcase;
}

static int run_case(const char *name, TCase *tcase)
{
    Suite *suite = suite_create(name);

    suite_add_tcase(suite, tcase);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int suite_run(const char *name, const TTest *const *tests)
{
    TCase *tcase = make_case(name);

    for (; *tests != NULL; tests++) {
        tcase_add_test(tcase, *tests);
    }
    return run_case(name, tcase);
}

int suite_run_rows(const char *name, const struct suite_test *tests)
{
    TCase *tcase = make_case(name);

    for (; tests->test != NULL; tests++) {
        tcase_add_loop_test(tcase, tests->test, 0, tests->rows == 0 ? 1 : (int)tests->rows);
    }
    return run_case(name, tcase);
}
