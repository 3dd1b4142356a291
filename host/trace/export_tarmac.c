/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TLB and translation table walk lines in the form of Arm's Tarmac Trace
 * ("TarmacTrace file format", TLB trace; TTW lines give address, data and
 * meaning of a descriptor). There is no instruction trace to print.
 */
#include "trace_describe.h"
#include "trace_export.h"
#include "trace_tlbs.h"

#include <errno.h>
#include <inttypes.h>

static void print_size(const struct event_entry *entry, FILE *out)
{
    static const char units[] = "BKMGTPE";
    const unsigned shift = entry->size_shift < 64 ? entry->size_shift : 0;

    fprintf(out, "%u%c", 1u << shift % 10, units[shift / 10]);
}

static void print_entry(const struct trace_export *job, const struct event *ev,
                        enum trace_tlb_id id)
{
    static const char *const names[TRACE_TLB_COUNT] = {
        [TRACE_L1I] = "ITLB", [TRACE_L1D] = "DTLB", [TRACE_L2] = "L2TLB"};
    const bool fill = ev->kind == EVENT_L1_FILL || ev->kind == EVENT_L2_FILL;

    fprintf(job->out, "%" PRIu64 " clk cpu%u TLB %s cpu%u.%s ", ev->cycle, ev->core,
            fill ? "FILL" : "EVICT", ev->core, names[id]);
    print_size(&ev->entry, job->out);
    fprintf(job->out, " 0x%016" PRIx64 "_NS EL1_n vmid=0", ev->entry.va.v);
    if (!ev->entry.global) {
        fprintf(job->out, ", nG asid=%u", ev->entry.asid);
    }
    if (fill) {
        fprintf(job->out, ":0x%012" PRIx64 "_NS", ev->entry.pa.v);
    }
    fputc('\n', job->out);
}

static void print_walk(const struct trace_export *job, const struct event *ev)
{
    const struct event_walk *walk = &ev->walk;

    for (unsigned i = 0; i < walk->step_count && i < EVENT_WALK_STEPS; i++) {
        const unsigned level = walk->first_level + i;
        struct trace_line line;

        line.size = 0;
        trace_describe_descriptor(&line, walk->step[i].descriptor, level);
        fprintf(job->out,
                "%" PRIu64 " clk cpu%u TTW %s LPAE 1:%u 0x%012" PRIx64 " 0x%016" PRIx64 " : %.*s\n",
                ev->cycle, ev->core, walk->side == TLB_SIDE_I ? "ITLB" : "DTLB", level,
                walk->step[i].pa.v, walk->step[i].descriptor, (int)line.size, line.text);
    }
}

static int run(struct trace_export *job)
{
    struct trace_event traced;
    enum trace_tlb_id id;

    while (ferror(job->out) == 0 && trace_export_next(job, &traced)) {
        if (trace_tlbs_which(&traced.event, &id)) {
            print_entry(job, &traced.event, id);
        } else if (traced.event.kind == EVENT_WALK) {
            print_walk(job, &traced.event);
        }
    }
    return ferror(job->out) != 0 ? -EIO : 0;
}

const struct trace_exporter export_tarmac = {
    .name = "tarmac", .meaning = "TLB and walk lines as in Arm's Tarmac Trace", .run = run};
