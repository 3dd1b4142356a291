/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a page's story is made of; its telling is tested with whole runs, in tests/cli. */
#include "trace_page.h"

#include "events.h"
#include "suite.h"
#include "tlbi.h"
#include "trace_verdict.h"

#include <stdlib.h>

#define PAGE 0xffff800010001000
#define LEAF 0x40090008
#define VALID 0x60000044000703

static struct trace_page page;

static void make(void)
{
    ck_assert_int_eq(trace_page_init(&page, PAGE + 8, events_header()), 0);
}

static bool apply(struct event ev)
{
    const struct trace_event traced = {.event = ev, .site = TRACE_NONE, .phase = TRACE_NONE};
    bool about = false;

    ck_assert_int_eq(trace_page_apply(&page, &traced, &about), 0);
    return about;
}

static void walk_reads(uint64_t descriptor, bool af)
{
    struct event ev = {.kind = EVENT_WALK,
                       .walk = {.va = {PAGE}, .first_level = 3, .step_count = 1, .sets_af = af}};

    ev.walk.step[0].pa = pa(LEAF);
    ev.walk.step[0].descriptor = descriptor;
    ck_assert(apply(ev));
}

static bool entry(enum event_kind kind, unsigned core, uint64_t address)
{
    return apply((struct event){.kind = (uint16_t)kind,
                                .core = (uint16_t)core,
                                .entry = {.va = va(address),
                                          .pa = {0x44000000},
                                          .side = TLB_SIDE_D,
                                          .size_shift = 12,
                                          .global = true}});
}

START_TEST(story_has_the_events_about_the_page_and_no_others)
{
    make();
    ck_assert(entry(EVENT_L1_FILL, 0, PAGE));
    ck_assert(!entry(EVENT_L1_FILL, 0, PAGE + 0x1000));
    ck_assert(!apply((struct event){.kind = EVENT_EXEC}));
    ck_assert(apply((struct event){.kind = EVENT_TLBI, .tlbi = {.op = TLBI_OP_VMALLE1}}));
    trace_page_finish(&page);
}
END_TEST

START_TEST(entry_covers_until_it_is_lost)
{
    make();
    walk_reads(VALID, false);
    entry(EVENT_L1_FILL, 0, PAGE);
    ck_assert_uint_eq(page.cover_count, 1);
    ck_assert_uint_eq(page.covers[0].leaf, LEAF);
    entry(EVENT_L1_EVICT, 0, PAGE);
    ck_assert_uint_eq(page.cover_count, 0);
    entry(EVENT_L1_FILL, 0, PAGE + 0x5000);
    ck_assert_uint_eq(page.cores[0].loss[TRACE_L1D].by.traced.event.entry.va.v, PAGE + 0x5000);
    trace_page_finish(&page);
}
END_TEST

START_TEST(entry_is_stale_when_its_descriptor_says_something_else)
{
    make();
    walk_reads(VALID & ~0x400ULL, true); /* the walk sets the access flag */
    entry(EVENT_L1_FILL, 0, PAGE);
    walk_reads(VALID, false);
    ck_assert_ptr_null(trace_page_stale(&page, &page.covers[0]));
    walk_reads(VALID | 0x80, false); /* read-only now */
    ck_assert_ptr_nonnull(trace_page_stale(&page, &page.covers[0]));
    walk_reads(VALID, false);
    ck_assert_ptr_null(trace_page_stale(&page, &page.covers[0]));
    apply((struct event){.kind = EVENT_PTE_WRITE,
                         .pte = {{PAGE}, {LEAF}, VALID, 0, .level = 3, .size_shift = 12}});
    ck_assert_ptr_nonnull(trace_page_stale(&page, &page.covers[0]));
    ck_assert_uint_eq(trace_page_descriptor(&page, LEAF)->unmapped.order, page.order);
    trace_page_finish(&page);
}
END_TEST

/* The drop of a target is told before the SNOOP, and that before the TLBI. */
START_TEST(loss_on_a_target_is_the_initiators_tlbi)
{
    const struct trace_loss *loss;

    make();
    entry(EVENT_L1_FILL, 1, PAGE);
    entry(EVENT_L1_DROP, 1, PAGE);
    ck_assert(apply((struct event){
        .kind = EVENT_SNOOP, .core = 1, .snoop = {.initiator = 0, .sequence = 9, .dropped = 1}}));
    apply((struct event){.kind = EVENT_TLBI,
                         .pc = 0xffff800000080004,
                         .tlbi = {.op = TLBI_OP_VAALE1IS, .broadcast = true, .sequence = 9}});
    loss = &page.cores[1].loss[TRACE_L1D];
    ck_assert_uint_eq(loss->by.traced.event.kind, EVENT_TLBI);
    ck_assert_uint_eq(loss->by.traced.event.pc, 0xffff800000080004);
    trace_page_finish(&page);
}
END_TEST

START_TEST(any_events_can_be_told)
{
    struct prng prng = {prng_test_seed(1)};
    const struct trace_names_of names = {events_header(), trace_where_create(events_header())};
    FILE *null = fopen("/dev/null", "w");

    for (unsigned round = 0; round < 50; round++) {
        make();
        for (unsigned i = 0; i < 400; i++) {
            struct event ev = events_random(&prng, (unsigned)prng_below(&prng, EVENT_KIND_COUNT));

            /* Most of them about the page. */
            if (ev.kind >= EVENT_L1_FILL && ev.kind <= EVENT_L2_DROP) {
                ev.entry.va = va(PAGE);
            } else if (ev.kind == EVENT_WALK) {
                ev.walk.va = va(PAGE);
            } else if (ev.kind == EVENT_FAULT) {
                ev.fault.fault.va = va(PAGE);
            }
            apply(ev);
            trace_verdict_print(&page, &names, null);
        }
        trace_page_finish(&page);
    }
    trace_where_destroy(names.where);
    fclose(null);
}
END_TEST

int main(void)
{
    return suite_run("trace_page",
                     (const TTest *const[]){story_has_the_events_about_the_page_and_no_others,
                                            entry_covers_until_it_is_lost,
                                            entry_is_stale_when_its_descriptor_says_something_else,
                                            loss_on_a_target_is_the_initiators_tlbi,
                                            any_events_can_be_told, NULL});
}
