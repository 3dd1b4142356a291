/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plays a recorded run to the collector and writes the statistics that come of
 * it, as the live run did: replay TRACE > STATS.
 */
#include "collect.h"
#include "program.h"
#include "stats_json.h"
#include "trace_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t op_of(const char *name)
{
    static const char *const names[] = {
#define PROGRAM_OP(NAME, text, ...) [PROGRAM_OP_##NAME] = #text,
#include "program.def"
#undef PROGRAM_OP
    };

    for (uint32_t op = 0; op < PROGRAM_OP_COUNT; op++) {
        if (strcmp(names[op], name) == 0) {
            return op;
        }
    }
    return PROGRAM_OP_COUNT;
}

static int play(struct trace_reader *reader, struct run_result *result)
{
    const struct trace_header *header = &trace_reader_header(reader)->header;
    uint32_t *ops = calloc(header->site_count + 1, sizeof(*ops));
    struct trace_event traced;

    for (size_t i = 0; i < header->site_count; i++) {
        ops[i] = op_of(header->sites[i].op);
    }
    const struct collect_names names = {header->phase_names, header->phase_count, ops,
                                        header->site_count};
    struct collector *collector = collector_create(header->cpu_count, &names);
    const struct sink sink = collector_sink(collector);

    while (trace_reader_next(reader, &traced)) {
        sink.emit(sink.ctx, &traced.event);
    }
    const int status = collector_finish(collector, result);

    collector_destroy(collector);
    free(ops);
    return status;
}

int main(int argc, char **argv)
{
    struct run_result result = {0};
    struct trace_reader *reader;

    if (argc != 2 || trace_reader_open(argv[1], &reader) != 0) {
        return 2;
    }
    const struct trace_header *header = &trace_reader_header(reader)->header;

    result.machine = *header->machine;
    result.machine_name = strdup(header->machine_name);
    result.workload = strdup(header->workload != NULL ? header->workload : "");
    result.firmware.name = strdup(header->firmware->name);
    result.cpu_count = header->cpu_count;
    const int status = play(reader, &result) != 0 || stats_json_write(&result, stdout) != 0;

    run_result_finish(&result);
    trace_reader_close(reader);
    return status;
}
