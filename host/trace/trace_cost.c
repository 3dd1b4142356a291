/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_cost.h"

#include "trace_where.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const trace_cost_names[TRACE_COST_COUNT] = {
    [TRACE_COST_MISSES] = "misses",
    [TRACE_COST_WALKS] = "walks",
    [TRACE_COST_WALK_CYCLES] = "walk-cycles",
    [TRACE_COST_FAULTS] = "faults",
    [TRACE_COST_INVALIDATIONS] = "invalidations",
    [TRACE_COST_SHOOTDOWN_CYCLES] = "shootdown-cycles",
};

enum trace_cost_id trace_cost_find(const char *name)
{
    unsigned id = 0;

    while (id < TRACE_COST_COUNT && strcmp(trace_cost_names[id], name) != 0) {
        id++;
    }
    return (enum trace_cost_id)id;
}

struct trace_costs {
    const struct trace_header *header;
    struct trace_map *by[TRACE_GROUPING_COUNT];
    uint32_t *first_of_op, *first_of_line; /* by site: the first that shares its op, its line */
};

/* For every site the first one that is like it. */
static void number_sites(struct trace_costs *costs)
{
    const struct trace_header *header = costs->header;

    for (uint32_t i = 0; i < header->site_count; i++) {
        uint32_t op = 0, line = 0;

        while (strcmp(header->sites[op].op, header->sites[i].op) != 0) {
            op++;
        }
        while (header->sites[line].line != header->sites[i].line) {
            line++;
        }
        costs->first_of_op[i] = op;
        costs->first_of_line[i] = line;
    }
}

struct trace_costs *trace_costs_create(const struct trace_header *header)
{
    struct trace_costs *costs = calloc(1, sizeof(*costs));
    bool good = costs != NULL;

    if (!good) {
        return NULL;
    }
    costs->header = header;
    costs->first_of_op = calloc(header->site_count + 1, sizeof(*costs->first_of_op));
    costs->first_of_line = calloc(header->site_count + 1, sizeof(*costs->first_of_line));
    good = costs->first_of_op != NULL && costs->first_of_line != NULL;
    for (unsigned by = 0; by < TRACE_GROUPING_COUNT; by++) {
        costs->by[by] = trace_map_create(sizeof(struct trace_cost));
        good = good && costs->by[by] != NULL;
    }
    if (!good) {
        trace_costs_destroy(costs);
        return NULL;
    }
    number_sites(costs);
    return costs;
}

void trace_costs_destroy(struct trace_costs *costs)
{
    if (costs == NULL) {
        return;
    }
    for (unsigned by = 0; by < TRACE_GROUPING_COUNT; by++) {
        trace_map_destroy(costs->by[by]);
    }
    free(costs->first_of_op);
    free(costs->first_of_line);
    free(costs);
}

/* One amount of one cost, and where it goes. */
struct charge {
    enum trace_cost_id id;
    uint64_t amount;
    bool has_page, has_code; /* it goes to the page; to instruction, function, op and line */
    uint64_t page;
};

static int add(struct trace_costs *costs, enum trace_grouping by, struct trace_key key,
               const struct charge *charge)
{
    struct trace_cost *cost = trace_map_make(costs->by[by], key);

    if (cost == NULL) {
        return -ENOMEM;
    }
    cost->value[charge->id] += charge->amount;
    return 0;
}

static struct trace_key function_of(const struct trace_header *header, uint64_t pc)
{
    const struct trace_symbol *symbol = trace_where_symbol(header, pc);

    return symbol != NULL ? (struct trace_key){symbol->address, 0} : (struct trace_key){0, 1};
}

static int add_code(struct trace_costs *costs, const struct trace_event *traced,
                    const struct charge *charge)
{
    const uint64_t pc = traced->event.pc;
    const uint32_t site = traced->site;
    int status = 0;

    if (pc != 0) {
        status |= add(costs, TRACE_BY_INSTRUCTION, (struct trace_key){pc, 0}, charge);
        status |= add(costs, TRACE_BY_FUNCTION, function_of(costs->header, pc), charge);
    }
    if (site < costs->header->site_count) {
        status |= add(costs, TRACE_BY_OP, (struct trace_key){costs->first_of_op[site], 0}, charge);
        status |=
            add(costs, TRACE_BY_LINE, (struct trace_key){costs->first_of_line[site], 0}, charge);
    }
    return status;
}

static int take(struct trace_costs *costs, const struct trace_event *traced,
                const struct charge *charge)
{
    int status = 0;

    if (charge->has_page) {
        status |=
            add(costs, TRACE_BY_PAGE, (struct trace_key){charge->page & ~0xfffULL, 0}, charge);
    }
    if (charge->has_code) {
        status |= add_code(costs, traced, charge);
    }
    return status != 0 ? -ENOMEM : 0;
}

static int take_walk(struct trace_costs *costs, const struct trace_event *traced)
{
    const struct event_walk *walk = &traced->event.walk;
    const struct charge count = {TRACE_COST_WALKS, 1, true, true, walk->va.v};
    const struct charge cycles = {TRACE_COST_WALK_CYCLES, walk->cycles, true, true, walk->va.v};
    const int status = take(costs, traced, &count);

    return status != 0 ? status : take(costs, traced, &cycles);
}

int trace_costs_apply(struct trace_costs *costs, const struct trace_event *traced)
{
    const struct event *ev = &traced->event;
    struct charge charge = {.amount = 1, .has_page = true, .has_code = true};

    switch ((enum event_kind)ev->kind) {
    case EVENT_L1_MISS:
        charge.id = TRACE_COST_MISSES;
        charge.page = ev->miss.va.v;
        break;
    case EVENT_WALK:
        return take_walk(costs, traced);
    case EVENT_FAULT:
        charge.id = TRACE_COST_FAULTS;
        charge.page = ev->fault.fault.va.v;
        break;
    case EVENT_L1_DROP:
    case EVENT_L2_DROP:
        charge.id = TRACE_COST_INVALIDATIONS;
        charge.page = ev->entry.va.v;
        charge.has_code = false;
        break;
    case EVENT_TLBI:
        charge.id = TRACE_COST_INVALIDATIONS;
        charge.has_page = false;
        break;
    case EVENT_SHOOTDOWN:
        charge.id = TRACE_COST_SHOOTDOWN_CYCLES;
        charge.amount = ev->shootdown.cycles;
        charge.has_page = false;
        break;
    default:
        return 0;
    }
    return take(costs, traced, &charge);
}

const struct trace_map *trace_costs_by(const struct trace_costs *costs, enum trace_grouping by)
{
    return costs->by[by];
}
