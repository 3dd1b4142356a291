/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines for people, on the UART. */
#pragma once

#include <stdarg.h>

#include "lib/kernel.h"

/* One call at a time: what one core prints in a call stays together. */
void console_print(const char *format, ...) __printf(1, 2);
/* Without the lock: for a core that may hold it. */
void console_raw(const char *format, ...) __printf(1, 2);
void console_raw_v(const char *format, va_list args);
