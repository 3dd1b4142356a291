/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The main() of a test program in one call. */
#pragma once

#include <check.h>

/* Runs the tests, a NULL-terminated list, as one suite; returns main()'s result. */
int suite_run(const char *name, const TTest *const *tests);

#define SUITE_COUNT(array) (sizeof(array) / sizeof((array)[0]))
