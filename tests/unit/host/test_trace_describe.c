/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_describe.h"

#include "events.h"
#include "suite.h"
#include "tlbi.h"

#include <string.h>

static const char *describe(const struct event *ev)
{
    static struct trace_line line;

    line.size = 0;
    trace_describe(&line, ev, events_header());
    line.text[line.size] = '\0';
    return line.text;
}

static const struct {
    uint64_t descriptor;
    unsigned level;
    const char *want;
} descriptors[] = {
    {0, 3, "invalid"},
    {0x40082002, 0, "invalid"},
    {0x40082003, 0, "table 0x40082000"},
    {0x1800000040082003, 1, "table 0x40082000 pxn uxn"},
    {0x6000000040082003, 2, "table 0x40082000 ro no-el0"},
    {0x60000040100703, 3, "page 0x40100000 rw pxn uxn af ish attr0"},
    {0x40000040200783, 3, "page 0x40200000 ro uxn af ish attr0"},
    {0x0020000040200f43, 3, "page 0x40200000 rw el0 pxn af ng ish attr0"},
    {0x400002c5, 2, "block 0x40000000 ro el0 no-af osh attr1"},
    {0x60000080000709, 1, "block 0x80000000 rw pxn uxn af ish attr2"},
    {0x0018000040000401, 2, "block 0x40000000 rw af dbm cont nsh attr0"},
    {0x40000001, 0, "reserved"},
    {0x40000001, 3, "reserved"},
    {0x40000003, 4, "reserved"},
};

START_TEST(descriptor_is_decoded)
{
    for (size_t i = 0; i < SUITE_COUNT(descriptors); i++) {
        struct trace_line line;

        line.size = 0;
        trace_describe_descriptor(&line, descriptors[i].descriptor, descriptors[i].level);
        line.text[line.size] = '\0';
        ck_assert_msg(strcmp(line.text, descriptors[i].want) == 0, "%s, not %s", line.text,
                      descriptors[i].want);
    }
}
END_TEST

static const struct {
    struct event ev;
    const char *want;
} events[] = {
    {{.kind = EVENT_EXEC, .exec = {10, 4, 20, 0, 0}},
     " instructions=10 data_accesses=4 cycles=20 isb=0 undecoded=0"},
    {{.kind = EVENT_OP_BEGIN, .op = {.site = 1}}, " \"touch p write\""},
    {{.kind = EVENT_OP_BEGIN, .op = {.site = 77}}, " site=77"},
    {{.kind = EVENT_OP_END, .op = {.site = 1, .result = 0x10}}, " outcome=done result=0x10"},
    {{.kind = EVENT_OP_END, .op = {1, OP_MISMATCH, 5, 0x96000007}},
     " outcome=mismatch result=0x5 esr=0x96000007"},
    {{.kind = EVENT_PHASE_BEGIN, .phase = {1}}, " phase=churn"},
    {{.kind = EVENT_PHASE_BEGIN, .phase = {9}}, " phase=9"},
    {{.kind = EVENT_L1_MISS, .miss = {{0xffff800000001000}, TLB_SIDE_D, ACCESS_WRITE}},
     " va=0xffff800000001000 side=d access=write"},
    {{.kind = EVENT_L2_FILL, .entry = {{0x200000}, {0x40200000}, 3, 17, TLB_SIDE_I, 21, false}},
     " va=0x200000 pa=0x40200000 size=2M asid=3 side=i slot=17"},
    {{.kind = EVENT_L1_FILL, .entry = {{0x1000}, {0x2000}, 0, 1, TLB_SIDE_D, 16, true}},
     " va=0x1000 pa=0x2000 size=64K asid=0 global side=d slot=1"},
    {{.kind = EVENT_WALK,
      .walk = {.va = {0x1000},
               .cycles = 24,
               .step = {{{0x5000}, 0x40082003}, {{0x6008}, 0}},
               .first_level = 2,
               .step_count = 2,
               .side = TLB_SIDE_D,
               .cache_hit = true,
               .faulted = true}},
     " va=0x1000 side=d cycles=24 cache_hit faulted; L2 [0x5000]=0x40082003 table 0x40082000"
     "; L3 [0x6008]=0x0 invalid"},
    {{.kind = EVENT_WALK,
      .walk = {.va = {0x1000},
               .step = {{{0x5000}, 0}, {{0x6008}, 0}},
               .fetch = {WALK_FETCH_HIT, WALK_FETCH_MISS},
               .first_level = 2,
               .step_count = 2}},
     " va=0x1000 side=i cycles=0; L2 [0x5000]=0x0 invalid (cached)"
     "; L3 [0x6008]=0x0 invalid (from memory)"},
    {{.kind = EVENT_FAULT, .fault = {{{0x1000}, FAULT_TRANSLATION, 3, ACCESS_READ}, 0x96000007}},
     " va=0x1000 kind=translation level=3 access=read esr=0x96000007"},
    {{.kind = EVENT_TLBI, .tlbi = {0x5000ffff80000abc, TLBI_OP_VAE1IS, true, 3, 9, 4, true}},
     " op=vae1is operand=0x5000ffff80000abc broadcast targets=3 dropped=9 sequence=4 late"
     " va=0xfffff80000abc000 asid=20480"},
    {{.kind = EVENT_TLBI, .tlbi = {7ULL << 48, TLBI_OP_ASIDE1, false, 0, 0, 0, false}},
     " op=aside1 operand=0x7000000000000 targets=0 dropped=0 asid=7"},
    {{.kind = EVENT_TLBI, .tlbi = {0x1400000000200, TLBI_OP_RVALE1OS, true, 1, 2, 0, false}},
     " op=rvale1os operand=0x1400000000200 broadcast targets=1 dropped=2"
     " va=0x200000 last=0x201fff asid=1"},
    {{.kind = EVENT_TLBI, .tlbi = {0, TLBI_OP_VMALLE1, false, 0, 0, 0, false}},
     " op=vmalle1 operand=0x0 targets=0 dropped=0"},
    {{.kind = EVENT_BARRIER, .barrier = {110, BARRIER_DSB, 2}}, " kind=dsb cycles=110 completes=2"},
    {{.kind = EVENT_SHOOTDOWN, .shootdown = {104, 3, 2, 0, 9, 0, 0}},
     " cycles=104 targets=3 invalidations=2 sequence=9"},
    {{.kind = EVENT_SHOOTDOWN, .shootdown = {112, 3, 2, 1, 9, 5, 1}},
     " cycles=112 targets=3 invalidations=2 behind=1 sequence=9 late_dropped=5 late_barren=1"},
    {{.kind = EVENT_SNOOP, .snoop = {8, 2, 1, 9, 0x1000, TLBI_OP_VAAE1IS}},
     " initiator=2 cycles=8 dropped=1 sequence=9 op=vaae1is operand=0x1000"},
    {{.kind = EVENT_EXCEPTION, .exception = {0x1200, 0x96000007, EXCEPTION_SYNC, 1}},
     " kind=sync from_el=1 vector=0x1200 esr=0x96000007"},
    {{.kind = EVENT_EXCEPTION, .exception = {0x1280, 0, EXCEPTION_IRQ, 0}},
     " kind=irq from_el=0 vector=0x1280"},
    {{.kind = EVENT_MMIO, .mmio = {{0x9000000}, 0x41, 1, true}},
     " pa=0x9000000 write size=1 value=0x41"},
};

START_TEST(event_is_told_in_fields)
{
    for (size_t i = 0; i < SUITE_COUNT(events); i++) {
        ck_assert_msg(strcmp(describe(&events[i].ev), events[i].want) == 0, "%s\nnot\n%s",
                      describe(&events[i].ev), events[i].want);
    }
}
END_TEST

START_TEST(any_event_is_described_safely)
{
    struct prng prng = {prng_test_seed(1)};

    for (unsigned i = 0; i < 50000; i++) {
        const struct event ev = events_random(&prng, i % EVENT_KIND_COUNT);

        ck_assert_uint_lt(strlen(describe(&ev)), 1000);
    }
}
END_TEST

int main(void)
{
    return suite_run("trace_describe",
                     (const TTest *const[]){descriptor_is_decoded, event_is_told_in_fields,
                                            any_event_is_described_safely, NULL});
}
