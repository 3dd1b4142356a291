/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An event as one JSON object. docs/trace.md, "JSON", has its keys. */
#pragma once

#include "trace_line.h"
#include "trace_record.h"
#include "trace_where.h"

struct trace_header;

void trace_json_event(struct trace_line *line, const struct trace_event *traced,
                      const struct trace_header *header, struct trace_where *where);

/* A string in quotes, escaped; what is beyond max bytes is left out. NULL: null. */
void trace_json_string(struct trace_line *line, const char *text, size_t max);
