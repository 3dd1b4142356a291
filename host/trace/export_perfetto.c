/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Perfetto's protobuf trace (its TracePacket, TrackDescriptor and TrackEvent
 * messages): a track for the phases, one for each core with its ops as slices,
 * misses, faults and TLBIs as instants, TLB entries as counters, and an arrow
 * from a TLBI to each target that serves it and to the DSB that completes it.
 * A cycle is 1 ns.
 */
#include "protobuf.h"
#include "tlbi.h"
#include "trace_describe.h"
#include "trace_export.h"
#include "trace_tlbs.h"

#include <errno.h>
#include <inttypes.h>

/* Field numbers of the messages. */
enum {
    TRACE_PACKET = 1,
    PACKET_TIMESTAMP = 8,
    PACKET_SEQUENCE = 10,
    PACKET_TRACK_EVENT = 11,
    PACKET_TRACK_DESCRIPTOR = 60,
    DESCRIPTOR_UUID = 1,
    DESCRIPTOR_NAME = 2,
    DESCRIPTOR_PROCESS = 3,
    DESCRIPTOR_PARENT = 5,
    DESCRIPTOR_COUNTER = 8,
    PROCESS_PID = 1,
    PROCESS_NAME = 6,
    EVENT_ANNOTATION = 4,
    EVENT_TYPE = 9,
    EVENT_TRACK = 11,
    EVENT_CATEGORY = 22,
    EVENT_NAME = 23,
    EVENT_COUNTER_VALUE = 30,
    EVENT_FLOW = 47,
    EVENT_FLOW_END = 48,
    ANNOTATION_STRING = 6,
    ANNOTATION_NAME = 10,
};

enum { TYPE_BEGIN = 1, TYPE_END = 2, TYPE_INSTANT = 3, TYPE_COUNTER = 4 };

#define SEQUENCE 1
#define ROOT 1
#define PHASES 2
/* Tracks of a core: its own, then one for each TLB. */
#define CORE(core) (16 + 8 * (uint64_t)(core))
#define COUNTER_OF(core, id) (CORE(core) + 1 + (uint64_t)(id))

struct perfetto {
    struct trace_export *job;
    struct trace_tlbs tlbs;
    struct trace_bytes file, packet, event, inner; /* messages, from the outside in */
};

/* The packet is complete: it goes out. */
static void flush(struct perfetto *p)
{
    protobuf_message(&p->file, TRACE_PACKET, &p->packet);
    fwrite(p->file.data, 1, p->file.size, p->job->out);
    p->file.size = 0;
}

static void describe_track(struct perfetto *p, uint64_t uuid, uint64_t parent, const char *name,
                           bool counter)
{
    protobuf_varint(&p->event, DESCRIPTOR_UUID, uuid);
    protobuf_string(&p->event, DESCRIPTOR_NAME, name);
    if (parent != 0) {
        protobuf_varint(&p->event, DESCRIPTOR_PARENT, parent);
    } else {
        protobuf_varint(&p->inner, PROCESS_PID, 1);
        protobuf_string(&p->inner, PROCESS_NAME, name);
        protobuf_message(&p->event, DESCRIPTOR_PROCESS, &p->inner);
    }
    if (counter) {
        protobuf_message(&p->event, DESCRIPTOR_COUNTER, &p->inner);
    }
    protobuf_message(&p->packet, PACKET_TRACK_DESCRIPTOR, &p->event);
    protobuf_varint(&p->packet, PACKET_SEQUENCE, SEQUENCE);
    flush(p);
}

static void describe_tracks(struct perfetto *p)
{
    char name[64];

    describe_track(p, ROOT, 0, "mmulator", false);
    describe_track(p, PHASES, ROOT, "phases", false);
    for (unsigned core = 0; core < p->job->header->cpu_count; core++) {
        snprintf(name, sizeof(name), "core %u", core);
        describe_track(p, CORE(core), ROOT, name, false);
        for (unsigned id = 0; id < TRACE_TLB_COUNT; id++) {
            snprintf(name, sizeof(name), "core %u %s entries", core, trace_tlb_names[id]);
            describe_track(p, COUNTER_OF(core, id), ROOT, name, true);
        }
    }
}

static void begin(struct perfetto *p, unsigned type, uint64_t track)
{
    protobuf_varint(&p->event, EVENT_TYPE, type);
    protobuf_varint(&p->event, EVENT_TRACK, track);
}

static void end(struct perfetto *p, uint64_t cycle)
{
    protobuf_varint(&p->packet, PACKET_TIMESTAMP, cycle);
    protobuf_varint(&p->packet, PACKET_SEQUENCE, SEQUENCE);
    protobuf_message(&p->packet, PACKET_TRACK_EVENT, &p->event);
    flush(p);
}

static void annotate(struct perfetto *p, const char *name, const char *text)
{
    protobuf_string(&p->inner, ANNOTATION_NAME, name);
    protobuf_string(&p->inner, ANNOTATION_STRING, text);
    protobuf_message(&p->event, EVENT_ANNOTATION, &p->inner);
}

/* What `dump` says of it, and the instruction. */
static void annotate_event(struct perfetto *p, const struct event *ev)
{
    struct trace_line line;

    line.size = 0;
    trace_describe(&line, ev, p->job->header);
    line.text[line.size < sizeof(line.text) ? line.size : sizeof(line.text) - 1] = '\0';
    annotate(p, "details", line.text[0] == ' ' ? line.text + 1 : line.text);
    if (ev->pc != 0) {
        annotate(p, "at", trace_where_text(p->job->where, ev->pc));
    }
}

/* One arrow for each broadcast of each core. */
static uint64_t flow_of(unsigned initiator, uint32_t sequence)
{
    return (uint64_t)(initiator + 1) << 32 | sequence;
}

static void instant(struct perfetto *p, const struct event *ev, const char *name)
{
    begin(p, TYPE_INSTANT, CORE(ev->core));
    protobuf_string(&p->event, EVENT_NAME, name);
    protobuf_string(&p->event, EVENT_CATEGORY, event_kind_name(ev->kind));
    annotate_event(p, ev);
    if (ev->kind == EVENT_TLBI && ev->tlbi.sequence != 0) {
        protobuf_fixed64(&p->event, EVENT_FLOW, flow_of(ev->core, ev->tlbi.sequence));
    } else if (ev->kind == EVENT_SNOOP) {
        protobuf_fixed64(&p->event, EVENT_FLOW, flow_of(ev->snoop.initiator, ev->snoop.sequence));
    } else if (ev->kind == EVENT_SHOOTDOWN && ev->shootdown.sequence != 0) {
        protobuf_fixed64(&p->event, EVENT_FLOW_END, flow_of(ev->core, ev->shootdown.sequence));
    }
    end(p, ev->cycle);
}

static void slice(struct perfetto *p, const struct event *ev, uint64_t track, bool begins,
                  const char *name, const char *statement)
{
    begin(p, begins ? TYPE_BEGIN : TYPE_END, track);
    if (begins) {
        protobuf_string(&p->event, EVENT_NAME, name);
        protobuf_string(&p->event, EVENT_CATEGORY, event_kind_name(ev->kind));
        if (statement != NULL) {
            annotate(p, "statement", statement);
        }
    }
    end(p, ev->cycle);
}

static void op(struct perfetto *p, const struct event *ev)
{
    const struct trace_header *header = p->job->header;
    const bool known = ev->op.site < header->site_count;

    slice(p, ev, CORE(ev->core), ev->kind == EVENT_OP_BEGIN,
          known ? header->sites[ev->op.site].op : "op",
          known ? header->sites[ev->op.site].text : NULL);
}

static void phase(struct perfetto *p, const struct event *ev)
{
    const struct trace_header *header = p->job->header;

    slice(p, ev, PHASES, ev->kind == EVENT_PHASE_BEGIN,
          ev->phase.phase < header->phase_count ? header->phase_names[ev->phase.phase] : "phase",
          NULL);
}

static int entry(struct perfetto *p, const struct trace_event *traced, enum trace_tlb_id id)
{
    const struct event *ev = &traced->event;

    if (trace_tlbs_apply(&p->tlbs, traced) != 0) {
        return -ENOMEM;
    }
    begin(p, TYPE_COUNTER, COUNTER_OF(ev->core, id));
    protobuf_varint(&p->event, EVENT_COUNTER_VALUE, p->tlbs.cores[ev->core][id].live);
    end(p, ev->cycle);
    return 0;
}

static int apply(struct perfetto *p, const struct trace_event *traced)
{
    const struct event *ev = &traced->event;
    enum trace_tlb_id id;

    if (trace_tlbs_which(ev, &id)) {
        return entry(p, traced, id);
    }
    switch ((enum event_kind)ev->kind) {
    case EVENT_OP_BEGIN:
    case EVENT_OP_END:
        op(p, ev);
        break;
    case EVENT_PHASE_BEGIN:
    case EVENT_PHASE_END:
        phase(p, ev);
        break;
    case EVENT_FAULT:
        instant(p, ev, fault_kind_name(ev->fault.fault.kind));
        break;
    case EVENT_TLBI:
        instant(p, ev, tlbi_op_name(ev->tlbi.op));
        break;
    case EVENT_EXEC: /* batches, at no moment of their own */
    case EVENT_L2_HIT: /* the miss says it */
    case EVENT_L2_MISS:
        break;
    default:
        instant(p, ev, event_kind_name(ev->kind));
        break;
    }
    return 0;
}

static int run(struct trace_export *job)
{
    struct perfetto p = {.job = job};
    struct trace_event traced;
    int status = trace_tlbs_init(&p.tlbs, job->header->cpu_count);

    if (status == 0) {
        describe_tracks(&p);
    }
    while (status == 0 && ferror(job->out) == 0 && trace_export_next(job, &traced)) {
        status = apply(&p, &traced);
    }
    if (status == 0) {
        status = p.file.failed || p.packet.failed ? -ENOMEM : ferror(job->out) != 0 ? -EIO : 0;
    }
    trace_tlbs_finish(&p.tlbs);
    trace_bytes_finish(&p.file);
    trace_bytes_finish(&p.packet);
    trace_bytes_finish(&p.event);
    trace_bytes_finish(&p.inner);
    return status;
}

const struct trace_exporter export_perfetto = {
    .name = "perfetto", .meaning = "a timeline for ui.perfetto.dev", .run = run};
