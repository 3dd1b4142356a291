/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "counters.h"

#include "suite.h"

#include <string.h>

static struct counters c;

static void apply(struct event ev)
{
    counters_apply(&c, &ev);
}

/* Asserts that the counters named in `expected` have these values and all others none. */
struct expected {
    const char *name;
    uint64_t value;
};

static void assert_counters(const struct expected *expected, size_t count)
{
    struct counters want = {0};

    for (size_t i = 0; i < count; i++) {
        int id = counter_find(expected[i].name);

        ck_assert_msg(id >= 0, "no counter %s", expected[i].name);
        want.value[id] = expected[i].value;
    }
    for (unsigned id = 0; id < COUNTER_COUNT; id++) {
        ck_assert_msg(c.value[id] == want.value[id], "%s is %lu, not %lu", counter_info(id).name,
                      c.value[id], want.value[id]);
    }
    c = (struct counters){0};
}

#define ASSERT_COUNTERS(...)                                                                       \
    assert_counters((const struct expected[]){__VA_ARGS__},                                        \
                    SUITE_COUNT(((const struct expected[]){__VA_ARGS__})))

START_TEST(names_are_unique_and_found)
{
    for (unsigned id = 0; id < COUNTER_COUNT; id++) {
        struct counter_info info = counter_info(id);

        ck_assert_int_eq(counter_find(info.name), (int)id);
        ck_assert(info.unit[0] != '\0' && info.meaning[0] != '\0');
    }
    ck_assert_int_eq(counter_find("tlb.l1d.mis"), -1);
    ck_assert_int_eq(counter_find("tlbi.op.vaae1is"), COUNTER_TLBI_OP + TLBI_OP_VAAE1IS);
}
END_TEST

START_TEST(locks_count_by_name)
{
    apply((struct event){.kind = EVENT_LOCK, .lock = {.lock = LOCK_ZONE}});
    apply((struct event){.kind = EVENT_LOCK,
                         .lock = {.lock = LOCK_ZONE, .contended = true, .cycles = 70}});
    apply((struct event){.kind = EVENT_LOCK, .lock = {.lock = LOCK_CONSOLE}});
    ASSERT_COUNTERS({"lock.zone.acquire", 2}, {"lock.zone.contended", 1},
                    {"lock.zone.spin_cycles", 70}, {"lock.console.acquire", 1});
}
END_TEST

START_TEST(executed_instructions_are_accesses_and_hits)
{
    apply((struct event){
        .kind = EVENT_EXEC,
        .exec = {.instructions = 10, .data_accesses = 4, .cycles = 25, .isb = 1, .undecoded = 2}});
    ASSERT_COUNTERS({"instructions", 10}, {"cycles", 25}, {"tlb.l1i.access", 10},
                    {"tlb.l1i.hit", 10}, {"tlb.l1d.access", 4}, {"tlb.l1d.hit", 4},
                    {"barrier.isb", 1}, {"decode.unknown", 2});
}
END_TEST

START_TEST(misses_are_taken_off_the_hits)
{
    apply((struct event){.kind = EVENT_L1_MISS, .miss = {.side = TLB_SIDE_D}});
    apply((struct event){.kind = EVENT_L2_MISS, .miss = {.side = TLB_SIDE_D}});
    apply((struct event){.kind = EVENT_L1_MISS, .miss = {.side = TLB_SIDE_I}});
    apply((struct event){.kind = EVENT_L2_HIT, .miss = {.side = TLB_SIDE_I}});
    apply((struct event){.kind = EVENT_EXEC, .exec = {.instructions = 3, .data_accesses = 2}});
    ASSERT_COUNTERS({"instructions", 3}, {"tlb.l1i.access", 3}, {"tlb.l1i.miss", 1},
                    {"tlb.l1i.hit", 2}, {"tlb.l1d.access", 2}, {"tlb.l1d.miss", 1},
                    {"tlb.l1d.hit", 1}, {"tlb.l2.access", 2}, {"tlb.l2.hit", 1},
                    {"tlb.l2.miss", 1});
}
END_TEST

START_TEST(evictions_count_where_they_happen)
{
    apply((struct event){.kind = EVENT_L1_EVICT, .entry = {.side = TLB_SIDE_I}});
    apply((struct event){.kind = EVENT_L1_EVICT, .entry = {.side = TLB_SIDE_D}});
    apply((struct event){.kind = EVENT_L1_EVICT, .entry = {.side = TLB_SIDE_D}});
    apply((struct event){.kind = EVENT_L2_EVICT, .entry = {.side = TLB_SIDE_D}});
    ASSERT_COUNTERS({"tlb.l1i.evict", 1}, {"tlb.l1d.evict", 2}, {"tlb.l2.evict", 1});
}
END_TEST

START_TEST(walks_count_reads_cycles_and_cache)
{
    apply((struct event){
        .kind = EVENT_WALK,
        .walk = {.step_count = 4, .cycles = 44, .sets_af = true, .sets_dirty = true}});
    apply((struct event){.kind = EVENT_WALK,
                         .walk = {.step_count = 3, .cycles = 34, .cache_probed = true}});
    apply((struct event){
        .kind = EVENT_WALK,
        .walk = {.step_count = 1, .cycles = 14, .cache_probed = true, .cache_hit = true}});
    ASSERT_COUNTERS({"walk.count", 3}, {"walk.descriptor_reads", 8}, {"walk.cycles", 92},
                    {"walk.descriptor_updates", 1}, {"walkcache.hit", 1}, {"walkcache.miss", 1});
    apply((struct event){
        .kind = EVENT_WALK,
        .walk = {.step_count = 3,
                 .fetch = {WALK_FETCH_MISS, WALK_FETCH_HIT, WALK_FETCH_MISS, WALK_FETCH_HIT}}});
    ASSERT_COUNTERS({"walk.count", 1}, {"walk.descriptor_reads", 3}, {"desccache.hit", 1},
                    {"desccache.miss", 2});
}
END_TEST

START_TEST(each_fault_counts_by_its_kind)
{
    for (unsigned kind = 0; kind < FAULT_KIND_COUNT; kind++) {
        apply((struct event){.kind = EVENT_FAULT,
                             .fault = {.fault = {.kind = (uint8_t)kind, .access = ACCESS_READ}}});
    }
    ASSERT_COUNTERS({"fault.translation", 1}, {"fault.permission", 1}, {"fault.access_flag", 1},
                    {"fault.address_size", 1}, {"fault.alignment", 1}, {"fault.external", 2},
                    {"fault.conflict", 1});
}
END_TEST

START_TEST(fetch_that_faults_is_an_access_without_instruction)
{
    apply((struct event){.kind = EVENT_L1_MISS, .miss = {.side = TLB_SIDE_I}});
    apply((struct event){.kind = EVENT_FAULT, .fault = {.fault = {.access = ACCESS_FETCH}}});
    ASSERT_COUNTERS({"tlb.l1i.access", 1}, {"tlb.l1i.miss", 1}, {"tlb.l2.access", 1},
                    {"fault.translation", 1});
}
END_TEST

START_TEST(invalidations_count_by_scope_operation_and_effect)
{
    apply((struct event){.kind = EVENT_TLBI, .tlbi = {.op = TLBI_OP_VAE1, .dropped = 3}});
    apply((struct event){.kind = EVENT_TLBI,
                         .tlbi = {.op = TLBI_OP_VAAE1IS, .broadcast = true, .targets = 3}});
    ASSERT_COUNTERS({"tlbi.local", 1}, {"tlbi.broadcast", 1}, {"tlbi.op.vae1", 1},
                    {"tlbi.op.vaae1is", 1}, {"tlbi.dropped_entries", 3}, {"tlbi.dropped_none", 1});
    apply((struct event){.kind = EVENT_TLBI, .tlbi = {.op = TLBI_OP_RVAE1, .dropped = 1}});
    apply((struct event){.kind = EVENT_TLBI,
                         .tlbi = {.op = TLBI_OP_RVAALE1OS, .broadcast = true, .dropped = 1}});
    ASSERT_COUNTERS({"tlbi.range", 2}, {"tlbi.local", 1}, {"tlbi.broadcast", 1},
                    {"tlbi.op.rvae1", 1}, {"tlbi.op.rvaale1os", 1}, {"tlbi.dropped_entries", 2});
}
END_TEST

/* Whether a late one dropped anything is known at the DSB: of three, two did, seven entries. */
START_TEST(late_tlbis_count_what_they_dropped_at_the_dsb)
{
    for (unsigned i = 0; i < 3; i++) {
        apply((struct event){
            .kind = EVENT_TLBI,
            .tlbi = {.op = TLBI_OP_VAE1IS, .broadcast = true, .targets = 3, .late = true}});
    }
    ASSERT_COUNTERS({"tlbi.broadcast", 3}, {"tlbi.op.vae1is", 3});
    apply((struct event){.kind = EVENT_SHOOTDOWN,
                         .shootdown = {.invalidations = 3, .late_dropped = 7, .late_barren = 1}});
    ASSERT_COUNTERS({"shootdown.count", 1}, {"tlbi.dropped_entries", 7}, {"tlbi.dropped_none", 1});
}
END_TEST

START_TEST(barriers_and_shootdowns_count_their_waiting)
{
    apply((struct event){.kind = EVENT_BARRIER, .barrier = {.kind = BARRIER_DSB, .cycles = 90}});
    apply((struct event){.kind = EVENT_BARRIER, .barrier = {.kind = BARRIER_ISB, .cycles = 8}});
    apply((struct event){.kind = EVENT_SHOOTDOWN,
                         .shootdown = {.cycles = 84, .targets = 3, .behind = 2}});
    apply((struct event){.kind = EVENT_SNOOP, .snoop = {.cycles = 8}});
    ASSERT_COUNTERS({"barrier.dsb", 1}, {"barrier.dsb_cycles", 90}, {"shootdown.count", 1},
                    {"shootdown.targets", 3}, {"shootdown.cycles", 84}, {"shootdown.queued", 2},
                    {"shootdown.snoop_cycles", 8});
}
END_TEST

START_TEST(exceptions_count_by_class)
{
    static const uint32_t esr[] = {0x82000007, 0x86000007, 0x92000007, 0x96000007,
                                   0x56000000, 0x02000000, 0xf2000000 /* BRK */};

    for (size_t i = 0; i < SUITE_COUNT(esr); i++) {
        apply((struct event){.kind = EVENT_EXCEPTION,
                             .exception = {.kind = EXCEPTION_SYNC, .esr = esr[i]}});
    }
    apply((struct event){.kind = EVENT_EXCEPTION, .exception = {.kind = EXCEPTION_IRQ}});
    ASSERT_COUNTERS({"exception.sync", 7}, {"exception.instruction_abort", 2},
                    {"exception.data_abort", 2}, {"exception.svc", 1}, {"exception.undefined", 1},
                    {"irq.taken", 1});
}
END_TEST

START_TEST(device_accesses_count_by_direction)
{
    apply((struct event){.kind = EVENT_MMIO, .mmio = {.write = true}});
    apply((struct event){.kind = EVENT_MMIO, .mmio = {.write = true}});
    apply((struct event){.kind = EVENT_MMIO});
    ASSERT_COUNTERS({"mmio.read", 1}, {"mmio.write", 2});
}
END_TEST

START_TEST(marks_fills_and_drops_count_nothing)
{
    static const enum event_kind kinds[] = {
        EVENT_OP_BEGIN, EVENT_OP_END,  EVENT_PHASE_BEGIN, EVENT_PHASE_END,
        EVENT_L1_FILL,  EVENT_L1_DROP, EVENT_L2_FILL,     EVENT_L2_DROP,
    };

    for (size_t i = 0; i < SUITE_COUNT(kinds); i++) {
        apply((struct event){.kind = (uint16_t)kinds[i]});
    }
    assert_counters(NULL, 0);
}
END_TEST

START_TEST(sum_and_difference_undo_each_other)
{
    struct counters early = {.value = {[COUNTER_CYCLES] = 5, [COUNTER_L1D_HIT] = ~0ULL}};
    struct counters more = {.value = {[COUNTER_CYCLES] = 7, [COUNTER_L1D_HIT] = 3}};
    struct counters late = early;

    counters_add(&late, &more);
    ck_assert_uint_eq(late.value[COUNTER_CYCLES], 12);
    struct counters diff = counters_diff(&late, &early);
    ck_assert_mem_eq(&diff, &more, sizeof(diff));
}
END_TEST

int main(void)
{
    return suite_run("counters",
                     (const TTest *const[]){
                         names_are_unique_and_found, locks_count_by_name,
                         executed_instructions_are_accesses_and_hits, misses_are_taken_off_the_hits,
                         evictions_count_where_they_happen, walks_count_reads_cycles_and_cache,
                         each_fault_counts_by_its_kind,
                         fetch_that_faults_is_an_access_without_instruction,
                         invalidations_count_by_scope_operation_and_effect,
                         late_tlbis_count_what_they_dropped_at_the_dsb,
                         barriers_and_shootdowns_count_their_waiting, exceptions_count_by_class,
                         device_accesses_count_by_direction, marks_fills_and_drops_count_nothing,
                         sum_and_difference_undo_each_other, NULL});
}
