/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header of a trace as bytes, and back. docs/trace-format.md, "Header". */
#pragma once

#include "trace_bytes.h"
#include "trace_write.h"

/* Appends the header; running out of memory shows in bytes->failed. */
void trace_header_write(const struct trace_header *header, struct trace_bytes *bytes);

/* A machine key as the recording mmulator spelled it. */
struct trace_machine_key {
    const char *name, *value;
};

/* A header read back. Its texts and code point into the bytes it was read from. */
struct trace_header_copy {
    struct trace_header header; /* what it points to is in here, or in the bytes */
    struct trace_machine_key *keys; /* every key, known to this mmulator or not */
    size_t key_count;
    struct machine_config machine; /* from the known keys, otherwise the default */
    struct result_firmware firmware;
    struct trace_symbol *symbols;
    struct trace_code *code;
    struct trace_site *sites;
    const char **phase_names;
    struct trace_recording recording;
};

/*
 * 0, -ENOMEM, or -EILSEQ when the bytes are no header. The bytes must outlive
 * *ret, which must not move.
 */
int trace_header_read(const uint8_t *data, size_t size, struct trace_header_copy *ret);
void trace_header_copy_finish(struct trace_header_copy *copy);
