/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_stat.h"

#include "trace_describe.h"
#include "trace_miss.h"
#include "trace_occupancy.h"
#include "trace_where.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tlbi.h"

/* Everything that is collected in one pass. */
struct stat_run {
    const struct trace_stat_options *options;
    const struct trace_header *header;
    struct trace_costs *costs;
    struct trace_misses *misses;
    struct trace_occupancy occupancy;
    struct trace_where *where;
    FILE *out;
};

static int collect(struct stat_run *run, struct trace_reader *reader)
{
    const struct trace_filter *filter = run->options->filter;
    struct trace_event traced;
    int status = 0;

    while (status == 0 && trace_reader_next(reader, &traced)) {
        status = trace_misses_apply(run->misses, &traced);
        if (status == 0) {
            status = trace_occupancy_apply(&run->occupancy, &traced);
        }
        if (status == 0 && (filter == NULL || trace_filter_wants(filter, &traced))) {
            status = trace_costs_apply(run->costs, &traced);
        }
    }
    trace_occupancy_end(&run->occupancy);
    return status;
}

/* The rows of a table, to be sorted. */
struct row {
    struct trace_key key;
    const struct trace_cost *cost;
    enum trace_cost_id by;
};

/* Most first; then the lower key, so that the order is one. */
static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    const uint64_t left = x->cost->value[x->by], right = y->cost->value[y->by];

    if (left != right) {
        return left > right ? -1 : 1;
    }
    return x->key.a < y->key.a ? -1 : x->key.a > y->key.a;
}

static struct row *sorted(const struct trace_map *map, enum trace_cost_id by)
{
    struct row *rows = calloc(trace_map_count(map) + 1, sizeof(*rows));
    size_t count = 0;

    for (const void *value = trace_map_next(map, NULL); rows != NULL && value != NULL;
         value = trace_map_next(map, value)) {
        rows[count++] = (struct row){trace_map_key(value), value, by};
    }
    if (rows != NULL) {
        qsort(rows, count, sizeof(*rows), compare_rows);
    }
    return rows;
}

/* What a row is about: the last column. */
static void print_subject(const struct stat_run *run, enum trace_grouping by, struct trace_key key)
{
    const struct trace_site *sites = run->header->sites;

    switch (by) {
    case TRACE_BY_PAGE:
        fprintf(run->out, "0x%" PRIx64, key.a);
        break;
    case TRACE_BY_INSTRUCTION:
        fputs(trace_where_text(run->where, key.a), run->out);
        break;
    case TRACE_BY_FUNCTION:
        fputs(key.b != 0 ? "(no symbol)" : trace_where_symbol(run->header, key.a)->name, run->out);
        break;
    case TRACE_BY_OP:
        fputs(sites[key.a].op, run->out);
        break;
    case TRACE_BY_LINE:
        fprintf(run->out, "line %" PRIu32 ": %.80s", sites[key.a].line, sites[key.a].text);
        break;
    case TRACE_GROUPING_COUNT:
        break;
    }
    fputc('\n', run->out);
}

static int print_costs(const struct stat_run *run, enum trace_grouping by)
{
    static const char *const titles[TRACE_GROUPING_COUNT] = {[TRACE_BY_PAGE] = "page",
                                                             [TRACE_BY_INSTRUCTION] = "instruction",
                                                             [TRACE_BY_FUNCTION] = "function",
                                                             [TRACE_BY_OP] = "op",
                                                             [TRACE_BY_LINE] =
                                                                 "line of the script"};
    const enum trace_cost_id sort = run->options->by;
    const struct trace_map *map = trace_costs_by(run->costs, by);
    struct row *rows = sorted(map, sort);

    if (rows == NULL) {
        return -ENOMEM;
    }
    fprintf(run->out, "\nby %s, most %s first; %zu in all\n", titles[by], trace_cost_names[sort],
            trace_map_count(map));
    for (unsigned id = 0; id < TRACE_COST_COUNT; id++) {
        fprintf(run->out, "%*s", id == 0 ? 10 : (int)strlen(trace_cost_names[id]) + 2,
                trace_cost_names[id]);
    }
    fprintf(run->out, "  %s\n", titles[by]);
    for (unsigned i = 0; i < run->options->top && i < trace_map_count(map); i++) {
        if (rows[i].cost->value[sort] == 0) {
            break;
        }
        for (unsigned id = 0; id < TRACE_COST_COUNT; id++) {
            fprintf(run->out, "%*" PRIu64, id == 0 ? 10 : (int)strlen(trace_cost_names[id]) + 2,
                    rows[i].cost->value[id]);
        }
        fputs("  ", run->out);
        print_subject(run, by, rows[i].key);
    }
    free(rows);
    return 0;
}

static void print_causes(const struct stat_run *run)
{
    fprintf(run->out, "misses by cause\n%-12s", "");
    for (unsigned id = 0; id < TRACE_TLB_COUNT; id++) {
        fprintf(run->out, "%12s", trace_tlb_names[id]);
    }
    for (unsigned cause = 0; cause < TRACE_CAUSE_COUNT; cause++) {
        fprintf(run->out, "\n%-12s", trace_cause_names[cause]);
        for (unsigned id = 0; id < TRACE_TLB_COUNT; id++) {
            fprintf(
                run->out, "%12" PRIu64,
                trace_misses_count(run->misses, (enum trace_tlb_id)id, (enum trace_cause)cause));
        }
    }
    fputc('\n', run->out);
}

static void print_culprits(const struct stat_run *run)
{
    const struct trace_map *map = trace_misses_culprits(run->misses);

    fprintf(run->out, "\ninvalidations, by the TLBI that made them\n"
                      "    issued  dropped nothing   entries  L1I misses  L1D misses  L2 misses\n");
    for (const struct trace_culprit *it = trace_map_next(map, NULL); it != NULL;
         it = trace_map_next(map, it)) {
        const struct trace_key key = trace_map_key(it);

        fprintf(run->out,
                "%10" PRIu64 "%17" PRIu64 "%10" PRIu64 "%12" PRIu64 "%12" PRIu64 "%11" PRIu64
                "  %s at %s\n",
                it->issued, it->barren, it->dropped, it->misses[TRACE_L1I], it->misses[TRACE_L1D],
                it->misses[TRACE_L2], tlbi_op_name((unsigned)key.b),
                trace_where_text(run->where, key.a));
    }
}

static void print_reach(FILE *out, uint64_t bytes)
{
    if (bytes >= 1ULL << 30) {
        fprintf(out, "%8" PRIu64 "M", bytes >> 20);
    } else {
        fprintf(out, "%8" PRIu64 "K", bytes >> 10);
    }
}

static void print_occupancy(const struct stat_run *run)
{
    const unsigned cores = run->header->cpu_count;

    fprintf(run->out, "\nTLBs over time: entries and the memory they cover, of all cores\n"
                      "       cycle    misses     walks");
    for (unsigned id = 0; id < TRACE_TLB_COUNT; id++) {
        const uint64_t most =
            cores *
            (uint64_t)trace_tlbs_config(run->header->machine, (enum trace_tlb_id)id)->entries;

        fprintf(run->out, "    %3s of %-7" PRIu64, trace_tlb_names[id], most);
    }
    for (unsigned i = 0; i < TRACE_OCCUPANCY_PARTS; i++) {
        const struct trace_occupancy_part *part = &run->occupancy.parts[i];

        fprintf(run->out, "\n%12" PRIu64 "%10" PRIu64 "%10" PRIu64, part->end, part->misses,
                part->walks);
        for (unsigned id = 0; id < TRACE_TLB_COUNT; id++) {
            fprintf(run->out, "%8" PRIu64, part->live[id]);
            print_reach(run->out, part->reach[id]);
        }
    }
    fputc('\n', run->out);
}

static int print_all(const struct stat_run *run)
{
    int status = 0;

    print_causes(run);
    print_culprits(run);
    for (unsigned by = 0; by < TRACE_GROUPING_COUNT && status == 0; by++) {
        status = print_costs(run, (enum trace_grouping)by);
    }
    print_occupancy(run);
    return status != 0 ? status : ferror(run->out) != 0 ? -EIO : 0;
}

static int init(struct stat_run *run, const struct trace_contents *contents)
{
    uint64_t first = UINT64_MAX, last = 0;

    for (size_t i = 0; i < contents->chunk_count; i++) {
        const struct trace_block *block = &contents->chunks[i].block;

        first = block->first_cycle < first ? block->first_cycle : first;
        last = block->last_cycle > last ? block->last_cycle : last;
    }
    run->costs = trace_costs_create(run->header);
    run->misses = trace_misses_create(run->header);
    run->where = trace_where_create(run->header);
    if (run->costs == NULL || run->misses == NULL || run->where == NULL) {
        return -ENOMEM;
    }
    return trace_occupancy_init(&run->occupancy, run->header->cpu_count, first <= last ? first : 0,
                                last);
}

int trace_stat(struct trace_reader *reader, const struct trace_stat_options *options, FILE *out)
{
    const struct trace_contents contents = trace_reader_contents(reader);
    struct stat_run run = {
        .options = options, .header = &trace_reader_header(reader)->header, .out = out};
    int status = init(&run, &contents);

    if (status == 0) {
        status = collect(&run, reader);
    }
    if (status == 0) {
        status = print_all(&run);
    }
    trace_costs_destroy(run.costs);
    trace_misses_destroy(run.misses);
    trace_occupancy_finish(&run.occupancy);
    trace_where_destroy(run.where);
    return status;
}
