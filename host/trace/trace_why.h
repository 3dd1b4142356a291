/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `mmulator trace why`: the story of one address. */
#pragma once

#include <stdio.h>

#include "trace_read.h"

struct trace_why_options {
    uint64_t address;
    uint64_t at; /* the last cycle that counts */
    uint64_t limit; /* events of the story that are shown, the last ones; 0: all */
};

/* Reads what is left in the reader and prints. 0 or -errno. */
int trace_why(struct trace_reader *reader, const struct trace_why_options *options, FILE *out);
