/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last report: what happened, where in the script, the registers. It works
 * from the first mapped instruction on, on any core; the first core to panic
 * reports, the others stop, and a panic while reporting stops at once.
 */
#pragma once

#include "arch/exception.h"
#include "lib/panic.h"

/* Prints where the core's work stands; called in a panic, must not panic. */
typedef void (*panic_where_fn)(void);
void panic_set_where(panic_where_fn where);

/* Says where the calling core is, if anybody knows: for warnings, too. */
void panic_print_where(void);

/* panic() for an exception: also prints the frame. */
void panic_exception(const struct exception_frame *frame, const char *format, ...) __printf(2, 3)
    __attribute__((noreturn, cold));
