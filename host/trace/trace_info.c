/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_info.h"

#include "trace_record.h"

#include <errno.h>
#include <inttypes.h>

static void print_text(FILE *out, const char *label, const char *value)
{
    if (value != NULL && value[0] != '\0') {
        fprintf(out, "%-12s %s\n", label, value);
    }
}

static void print_run(const struct trace_header *header, FILE *out)
{
    print_text(out, "recorded by", header->tool_version);
    print_text(out, "machine", header->machine_name);
    print_text(out, "workload", header->workload);
    print_text(out, "firmware", header->firmware->name);
    print_text(out, "sha256", header->firmware->sha256);
    print_text(out, "allocator", header->firmware->allocator);
    print_text(out, "shootdown", header->firmware->shootdown);
    fprintf(out, "%-12s %u\n", "cores", header->cpu_count);
    fprintf(out, "%-12s %" PRIu64 "\n", "seed", header->seed);
    fprintf(out, "%-12s", "phases");
    for (size_t i = 0; i < header->phase_count; i++) {
        fprintf(out, " %s", header->phase_names[i]);
    }
    fprintf(out, "%s\n", header->phase_count == 0 ? " none" : "");
}

static void print_recording(const struct trace_recording *recording, FILE *out)
{
    if (recording == NULL) {
        return;
    }
    print_text(out, "level", trace_level_names[recording->level]);
    print_text(out, "filter", recording->filter_text);
    if (recording->ring != 0) {
        fprintf(out, "%-12s the last %" PRIu64 " bytes of events\n", "ring", recording->ring);
    }
}

static uint64_t code_bytes(const struct trace_header *header)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < header->code_count; i++) {
        sum += header->code[i].size;
    }
    return sum;
}

static void print_sizes(const struct trace_header *header, const struct trace_contents *contents,
                        FILE *out)
{
    uint64_t events = 0, first = UINT64_MAX, last = 0;

    for (size_t i = 0; i < contents->chunk_count; i++) {
        const struct trace_block *block = &contents->chunks[i].block;

        events += block->event_count;
        first = block->first_cycle < first ? block->first_cycle : first;
        last = block->last_cycle > last ? block->last_cycle : last;
    }
    fprintf(out, "%-12s %zu symbols, %" PRIu64 " bytes of code, %zu statements\n", "header",
            header->symbol_count, code_bytes(header), header->site_count);
    fprintf(out, "%-12s %" PRIu64 " bytes, %" PRIu64 " of them header; %zu chunks%s\n", "file",
            contents->file_size, contents->header_size, contents->chunk_count,
            contents->complete ? "" : "; the recording did not end properly");
    fprintf(out, "%-12s %" PRIu64, "events", events);
    if (events != 0) {
        const uint64_t hundredths = (contents->file_size - contents->header_size) * 100 / events;

        fprintf(out, ", %" PRIu64 ".%02" PRIu64 " bytes each; cycles %" PRIu64 " to %" PRIu64,
                hundredths / 100, hundredths % 100, first, last);
    }
    fprintf(out, "\n");
}

static void print_counts(struct trace_reader *reader, FILE *out)
{
    uint64_t counts[EVENT_KIND_COUNT] = {0};
    struct trace_event traced;

    while (trace_reader_next(reader, &traced)) {
        counts[traced.event.kind]++;
    }
    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        fprintf(out, "  %-12s %12" PRIu64 "\n", event_kind_name(kind), counts[kind]);
    }
}

static void print_machine(const struct trace_header_copy *copy, FILE *out)
{
    fprintf(out, "machine keys\n");
    for (size_t i = 0; i < copy->key_count; i++) {
        fprintf(out, "  %-24s %s\n", copy->keys[i].name, copy->keys[i].value);
    }
}

int trace_info(struct trace_reader *reader, FILE *out)
{
    const struct trace_header_copy *copy = trace_reader_header(reader);
    const struct trace_contents contents = trace_reader_contents(reader);

    fprintf(out, "%-12s mmulator trace, format version %d\n", "format", TRACE_VERSION);
    print_run(&copy->header, out);
    print_recording(copy->header.recording, out);
    print_sizes(&copy->header, &contents, out);
    print_counts(reader, out);
    print_machine(copy, out);
    return ferror(out) == 0 ? 0 : -EIO;
}
