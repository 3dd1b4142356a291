/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the firmware gives up, and how it complains. What only a bug can cause
 * panics; what a caller can cause is reported with pr_warn() and a status.
 */
#pragma once

#include "lib/kernel.h"

/* Prints the message with where it happened, stops every core and the run. */
void panic(const char *fmt, ...) __printf(1, 2) __attribute__((noreturn, cold));

/* Prints one line that ends in a newline of its own; the run goes on. */
void pr_warn(const char *fmt, ...) __printf(1, 2) __attribute__((cold));

#define BUG_ON(condition)                                                                          \
    do {                                                                                           \
        if (unlikely(condition)) {                                                                 \
            panic("%s:%d: BUG: %s", __FILE__, __LINE__, #condition);                               \
        }                                                                                          \
    } while (0)
