/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A value change dump (IEEE 1364, "Value change dump (VCD) files"): for each
 * core the entries of its TLBs, whether its walker is busy, and the broadcast
 * TLBIs that it has not completed. A cycle is 1 ns.
 *
 * Cores have clocks of their own and a dump has one: changes are collected and
 * sorted by cycle.
 */
#include "trace_export.h"
#include "trace_tlbs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

enum signal { SIGNAL_WALKER = TRACE_TLB_COUNT, SIGNAL_OUTSTANDING, SIGNAL_COUNT };

#define WIDTH 32 /* bits of a number */

struct change {
    uint64_t cycle;
    uint64_t order; /* of changes in one cycle */
    uint32_t wire; /* core * SIGNAL_COUNT + signal */
    uint32_t value;
};

struct vcd {
    struct trace_export *job;
    struct trace_tlbs tlbs;
    uint32_t *outstanding; /* by core */
    struct change *changes;
    size_t count, capacity;
};

static int add(struct vcd *vcd, uint64_t cycle, unsigned core, unsigned signal, uint32_t value)
{
    if (vcd->count == vcd->capacity) {
        const size_t capacity = vcd->capacity != 0 ? 2 * vcd->capacity : 1024;
        struct change *changes = reallocarray(vcd->changes, capacity, sizeof(*changes));

        if (changes == NULL) {
            return -ENOMEM;
        }
        vcd->changes = changes;
        vcd->capacity = capacity;
    }
    vcd->changes[vcd->count] =
        (struct change){cycle, vcd->count, core * SIGNAL_COUNT + signal, value};
    vcd->count++;
    return 0;
}

static int apply(struct vcd *vcd, const struct trace_event *traced)
{
    const struct event *ev = &traced->event;
    enum trace_tlb_id id;
    int status = 0;

    if (trace_tlbs_which(ev, &id)) {
        status = trace_tlbs_apply(&vcd->tlbs, traced);
        return status != 0 ? status
                           : add(vcd, ev->cycle, ev->core, id, vcd->tlbs.cores[ev->core][id].live);
    }
    switch ((enum event_kind)ev->kind) {
    case EVENT_WALK:
        status = add(vcd, ev->cycle, ev->core, SIGNAL_WALKER, 1);
        if (status == 0) {
            status = add(vcd, ev->cycle + ev->walk.cycles, ev->core, SIGNAL_WALKER, 0);
        }
        return status;
    case EVENT_TLBI:
        if (!ev->tlbi.broadcast) {
            return 0;
        }
        return add(vcd, ev->cycle, ev->core, SIGNAL_OUTSTANDING, ++vcd->outstanding[ev->core]);
    case EVENT_SHOOTDOWN:
        vcd->outstanding[ev->core] -= ev->shootdown.invalidations < vcd->outstanding[ev->core]
                                          ? ev->shootdown.invalidations
                                          : vcd->outstanding[ev->core];
        return add(vcd, ev->cycle, ev->core, SIGNAL_OUTSTANDING, vcd->outstanding[ev->core]);
    default:
        return 0;
    }
}

static int compare(const void *a, const void *b)
{
    const struct change *x = a, *y = b;

    if (x->cycle != y->cycle) {
        return x->cycle < y->cycle ? -1 : 1;
    }
    return x->order < y->order ? -1 : 1;
}

/* Identifier codes are of printable characters. */
static void print_code(uint32_t wire, FILE *out)
{
    do {
        fputc('!' + (int)(wire % 94), out);
        wire /= 94;
    } while (wire != 0);
}

static void print_value(uint32_t wire, uint32_t value, FILE *out)
{
    if (wire % SIGNAL_COUNT == SIGNAL_WALKER) {
        fputc(value != 0 ? '1' : '0', out);
    } else {
        unsigned bit = 31;

        while (bit > 0 && (value >> bit & 1) == 0) {
            bit--;
        }
        fputc('b', out);
        for (unsigned i = bit + 1; i-- > 0;) {
            fputc('0' + (int)(value >> i & 1), out);
        }
        fputc(' ', out);
    }
    print_code(wire, out);
    fputc('\n', out);
}

static void print_heading(const struct vcd *vcd, FILE *out)
{
    static const char *const names[SIGNAL_COUNT] = {[TRACE_L1I] = "l1i_entries",
                                                    [TRACE_L1D] = "l1d_entries",
                                                    [TRACE_L2] = "l2_entries",
                                                    [SIGNAL_WALKER] = "walker_busy",
                                                    [SIGNAL_OUTSTANDING] = "tlbi_outstanding"};
    const unsigned cores = vcd->tlbs.core_count;

    fputs("$version mmulator $end\n$timescale 1ns $end\n$scope module mmulator $end\n", out);
    for (unsigned core = 0; core < cores; core++) {
        fprintf(out, "$scope module core%u $end\n", core);
        for (unsigned signal = 0; signal < SIGNAL_COUNT; signal++) {
            fprintf(out, "$var wire %d ", signal == SIGNAL_WALKER ? 1 : WIDTH);
            print_code(core * SIGNAL_COUNT + signal, out);
            fprintf(out, " %s $end\n", names[signal]);
        }
        fputs("$upscope $end\n", out);
    }
    fputs("$upscope $end\n$enddefinitions $end\n$dumpvars\n", out);
    for (uint32_t wire = 0; wire < cores * SIGNAL_COUNT; wire++) {
        print_value(wire, 0, out);
    }
    fputs("$end\n", out);
}

static void print_changes(const struct vcd *vcd, FILE *out)
{
    uint64_t cycle = 0;

    for (size_t i = 0; i < vcd->count && ferror(out) == 0; i++) {
        const struct change *change = &vcd->changes[i];

        if (change->cycle != cycle || i == 0) {
            cycle = change->cycle;
            fprintf(out, "#%" PRIu64 "\n", cycle);
        }
        print_value(change->wire, change->value, out);
    }
}

static int run(struct trace_export *job)
{
    struct vcd vcd = {.job = job};
    struct trace_event traced;
    int status = trace_tlbs_init(&vcd.tlbs, job->header->cpu_count);

    vcd.outstanding = calloc(job->header->cpu_count, sizeof(*vcd.outstanding));
    status = vcd.outstanding != NULL ? status : -ENOMEM;
    while (status == 0 && trace_export_next(job, &traced)) {
        status = apply(&vcd, &traced);
    }
    if (status == 0) {
        if (vcd.count != 0) {
            qsort(vcd.changes, vcd.count, sizeof(*vcd.changes), compare);
        }
        print_heading(&vcd, job->out);
        print_changes(&vcd, job->out);
        status = ferror(job->out) != 0 ? -EIO : 0;
    }
    trace_tlbs_finish(&vcd.tlbs);
    free(vcd.outstanding);
    free(vcd.changes);
    return status;
}

const struct trace_exporter export_vcd = {
    .name = "vcd",
    .meaning = "waveforms of TLB entries, walkers and outstanding TLBIs, for GTKWave",
    .run = run};
