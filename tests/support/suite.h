/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The main() of a test program in one call. */
#pragma once

#include <check.h>

#include <stddef.h>

/* Runs the tests, a NULL-terminated list, as one suite; returns main()'s result. */
int suite_run(const char *name, const TTest *const *tests);

/* A test that runs once for each row of a table, its number in _i. */
struct suite_test {
    const TTest *test; /* NULL ends a list */
    size_t rows; /* 0: no table, runs once */
};

/* As suite_run(), with a test point for each row. */
int suite_run_rows(const char *name, const struct suite_test *tests);

#define SUITE_COUNT(array) (sizeof(array) / sizeof((array)[0]))
