/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an event says, in words: "key=value" for each of its fields. */
#pragma once

#include "trace_fields.h"
#include "trace_line.h"
#include "trace_write.h"

/* "fault.va" shows as "va", "size_shift" as "size". */
const char *trace_field_shown_name(const struct trace_field *field);

/*
 * The same for data, where a field stands beside the op and the phase that its
 * event was in: a TLBI's operation is "tlbi", a phase's number "index".
 */
const char *trace_field_data_name(const struct trace_field *field);

/* The name of an enumerated value, "?" when there is none. */
const char *trace_value_name(enum trace_look look, uint64_t value);

/* Appends the fields, each after a space. Any values are safe. */
void trace_describe(struct trace_line *line, const struct event *ev,
                    const struct trace_header *header);

/*
 * The meaning of a stage 1 descriptor found at a level 0..3 (Arm ARM,
 * "VMSAv8-64 translation table format descriptors"; 4K granule): "table
 * 0x40082000", "page 0x40100000 rw pxn uxn af ish attr0", "invalid".
 */
void trace_describe_descriptor(struct trace_line *line, uint64_t descriptor, unsigned level);
