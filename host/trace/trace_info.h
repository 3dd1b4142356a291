/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `mmulator trace info`: what a trace holds and how it was recorded. */
#pragma once

#include <stdio.h>

#include "trace_read.h"

/* Prints it; counts the events that are left in the reader. 0 or -errno: writing failed. */
int trace_info(struct trace_reader *reader, FILE *out);
