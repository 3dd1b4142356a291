/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages for people, on stderr: "mmulator: TEXT" or "FILE:LINE:COL: TEXT". */
#pragma once

/* An error, said once, where most is known about it. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* An error at a place in a file; column 0: the line as a whole; line 0: the file. */
void log_error_at(const char *file, unsigned line, unsigned column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
