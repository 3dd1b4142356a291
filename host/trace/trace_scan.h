/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the blocks of a trace file are, whatever state it is in. Used by trace_read.c. */
#pragma once

#include <stddef.h>

#include "trace_block.h"
#include "trace_pages.h"

struct trace_codec;

struct trace_scan {
    const char *path; /* borrowed */
    int fd; /* plus 1, so that a zeroed object is a closed one */
    uint64_t size; /* of the file */
    uint64_t body; /* offset behind the header block */
    struct trace_codec *codec;
    struct trace_chunk *chunks;
    size_t chunk_count, chunk_capacity;
    struct trace_pages *pages; /* of each chunk; NULL: not known */
    bool complete; /* there is an index, and it was used */
    unsigned damage; /* places reported */
};

/* Opens the file and checks that it is a trace of this version. 0 or -errno, logged. */
int trace_scan_open(struct trace_scan *scan, const char *path);
void trace_scan_close(struct trace_scan *scan);

/*
 * Finds the chunks: by the index, or by going through the file when it has
 * none. Damage is reported. 0 or -ENOMEM.
 */
int trace_scan_chunks(struct trace_scan *scan);

/*
 * Reads and decompresses the block at offset; *ret_raw is allocated, block.raw
 * bytes. 0, -ENOMEM, or -EILSEQ when there is no whole block.
 */
int trace_scan_block(struct trace_scan *scan, uint64_t offset, struct trace_block *ret,
                     uint8_t **ret_raw);

/* A warning about a damaged place; counted, and silent after the first few. */
void trace_scan_report(struct trace_scan *scan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
