/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Folded stacks, as flame graph tools read them: "phase;op line N;function W",
 * a line for each place, weighted by a counter.
 */
#include "counters.h"
#include "trace_export.h"
#include "trace_map.h"
#include "trace_record.h"

#include <errno.h>
#include <inttypes.h>

/* One place; its key is phase and site, and the address of the function. */
struct weight {
    uint64_t sum;
};

static uint64_t function_of(const struct trace_header *header, uint64_t pc)
{
    const struct trace_symbol *symbol = pc != 0 ? trace_where_symbol(header, pc) : NULL;

    return symbol != NULL ? symbol->address : 0;
}

static int add(const struct trace_export *job, struct trace_map *places,
               const struct trace_event *traced)
{
    struct counters counters = {0};
    struct weight *weight;

    counters_apply(&counters, &traced->event);
    if (counters.value[job->weight] == 0) {
        return 0;
    }
    weight = trace_map_make(places, (struct trace_key){(uint64_t)traced->phase << 32 | traced->site,
                                                       function_of(job->header, traced->event.pc)});
    if (weight == NULL) {
        return -ENOMEM;
    }
    weight->sum += counters.value[job->weight];
    return 0;
}

static void print_place(const struct trace_export *job, struct trace_key key)
{
    const struct trace_header *header = job->header;
    const uint32_t phase = (uint32_t)(key.a >> 32), site = (uint32_t)key.a;

    fputs(phase < header->phase_count ? header->phase_names[phase] : "(no phase)", job->out);
    if (site < header->site_count) {
        fprintf(job->out, ";%s line %" PRIu32, header->sites[site].op, header->sites[site].line);
    } else {
        fputs(";(no op)", job->out);
    }
    if (key.b != 0) {
        const struct trace_symbol *symbol = trace_where_symbol(header, key.b);

        fprintf(job->out, ";%s", symbol != NULL ? symbol->name : "?");
    }
}

static int run(struct trace_export *job)
{
    struct trace_map *places = trace_map_create(sizeof(struct weight));
    struct trace_event traced;
    int status = places != NULL ? 0 : -ENOMEM;

    while (status == 0 && trace_export_next(job, &traced)) {
        status = add(job, places, &traced);
    }
    for (const struct weight *it = NULL;
         status == 0 && (it = trace_map_next(places, it)) != NULL;) {
        print_place(job, trace_map_key(it));
        fprintf(job->out, " %" PRIu64 "\n", it->sum);
    }
    trace_map_destroy(places);
    return status != 0 ? status : ferror(job->out) != 0 ? -EIO : 0;
}

const struct trace_exporter export_folded = {
    .name = "folded",
    .meaning = "stacks of phase, op and function for flame graphs, weighted by a counter",
    .run = run};
