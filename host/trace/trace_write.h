/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The trace writer: a sink that records events in the .mtr format
 * (docs/trace-format.md). It grows as FILE.part and is renamed when whole.
 */
#pragma once

#include "result.h"
#include "sink.h"
#include "trace_level.h"

struct trace_symbol {
    uint64_t address, size;
    const char *name;
};

struct trace_filter;

/* What a recording leaves out. */
struct trace_recording {
    enum trace_level level;
    const struct trace_filter *filter; /* bound; NULL: none, and in a header read back */
    const char *filter_text; /* as it was given; NULL: none */
    uint64_t ring; /* bytes of events, compressed, that are kept; 0: all */
};

/* What a reader needs to make sense of the events. All borrowed while open. */
struct trace_header {
    const struct machine_config *machine;
    const char *machine_name;
    const char *workload; /* last path component; NULL: boot */
    const struct result_firmware *firmware;
    const char *tool_version;
    uint64_t seed;
    unsigned cpu_count;
    const struct trace_symbol *symbols; /* sorted by address */
    size_t symbol_count;
    /* Code for disassembly: the image's executable parts, as linked. */
    const struct trace_code {
        uint64_t address;
        const uint8_t *bytes;
        size_t size;
    } * code;
    size_t code_count;
    const struct trace_site {
        uint32_t line, column;
        const char *op; /* "vmalloc" */
        const char *text; /* statement */
    } * sites;
    size_t site_count;
    const char *const *phase_names;
    size_t phase_count;
    const struct trace_recording *recording; /* NULL: nothing is left out */
};

struct trace_writer;

/*
 * 0 or -errno. The marks of ops and phases are recorded whatever the filter
 * wants: where each event happened follows from them.
 */
int trace_writer_open(const char *path, const struct trace_header *header,
                      struct trace_writer **ret);
struct sink trace_writer_sink(struct trace_writer *writer);
/* Ends the file: last chunk, index, rename. 0 or the first -errno of the recording. */
int trace_writer_close(struct trace_writer *writer);
/* Ends it without a file: a ring that nobody asks for. */
void trace_writer_discard(struct trace_writer *writer);
/* Events recorded so far, and those of them that a ring has lost. */
uint64_t trace_writer_events(struct trace_writer *writer, uint64_t *ret_lost);
