/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In one sentence: what happened to an address. docs/trace.md, "why". */
#pragma once

#include <stdio.h>

#include "trace_page.h"
#include "trace_where.h"

/* What a sentence needs besides the page, to name code and script. Borrowed. */
struct trace_names_of {
    const struct trace_header *header;
    struct trace_where *where;
};

/* One line, with its end. */
void trace_verdict_print(const struct trace_page *page, const struct trace_names_of *names,
                         FILE *out);

/* "cycle 1234, core 0, vfree+0x10 (vfree, line 5)", as told in stories. */
void trace_verdict_moment(const struct trace_moment *moment, const struct trace_names_of *names,
                          FILE *out);
