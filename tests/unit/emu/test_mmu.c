/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Translation with its events, fills and costs (mmu.c). */
#include "mmu.h"

#include "mmu_world.h"
#include "suite.h"

#define HIGH 0xffff800000000000ULL
#define PAGE(n) (HIGH + (uint64_t)(n)*0x1000)
#define FRAME(n) (0x80000000ULL + (uint64_t)(n)*0x1000)
#define FULL_MISS "l1-miss l2-miss walk l2-fill l1-fill"

static struct mmu_world w;

static void set_up_config(const struct machine_config *config)
{
    mmu_world_init(&w, config);
    for (unsigned i = 0; i < 16; i++) {
        mmu_world_map(&w, PAGE(i), FRAME(i), WORLD_KERNEL);
    }
}

static void set_up(void)
{
    struct machine_config config = mmu_world_config();

    set_up_config(&config);
}

static void touch(unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        ck_assert_uint_eq(mmu_world_read(&w, PAGE(i)).outcome, MMU_MAPPED);
    }
}

START_TEST(first_access_walks_and_fills_both_levels)
{
    set_up();
    struct mmu_reply r = mmu_world_read(&w, PAGE(3) + 0x123);

    ck_assert_uint_eq(r.outcome, MMU_MAPPED);
    ck_assert_uint_eq(r.pa.v, FRAME(3) + 0x123);
    ck_assert(r.rights == (PERM_READ | PERM_WRITE) && r.missed && r.mirrored);
    ck_assert_str_eq(mmu_world_events(&w), FULL_MISS);
    ck_assert(mmu_l1_holds(w.mmu, TLB_SIDE_D, va(PAGE(3))));
    ck_assert(!mmu_l1_holds(w.mmu, TLB_SIDE_I, va(PAGE(3))));
    mmu_world_finish(&w);
}
END_TEST

/* The slots that twelve misses take in turn, each asked for `times` times. */
static void random_slots(unsigned times, uint16_t ret_slot[12])
{
    struct machine_config config = mmu_world_config();

    config.l1d.policy = REPL_RANDOM;
    set_up_config(&config);
    for (unsigned i = 0; i < 12; i++) {
        ret_slot[i] = mmu_world_read(&w, PAGE(i)).slot;
        for (unsigned again = 1; again < times; again++) {
            mmu_world_read(&w, PAGE(i));
        }
    }
    mmu_world_finish(&w);
}

START_TEST(repeated_requests_draw_nothing_from_random_replacement)
{
    uint16_t once[12];
    uint16_t often[12];

    random_slots(1, once);
    random_slots(5, often);
    ck_assert_mem_eq(once, often, sizeof(once));
}
END_TEST

/* A walk of four descriptors in four tables; then one beside the last of them. */
START_TEST(walk_pays_for_each_descriptor_where_it_was)
{
    struct machine_config config = mmu_world_config();

    config.walkcache.entries = 0;
    config.desccache = (struct desccache_config){.entries = 8, .policy = REPL_LRU, .line = 64};
    config.cost.walk_fixed = 1;
    config.cost.walk_read = 10;
    config.cost.walk_miss = 100;
    set_up_config(&config);
    ck_assert_uint_eq(mmu_world_read(&w, PAGE(0)).cycles, 1 + 4 * 100);
    ck_assert_uint_eq(mmu_world_read(&w, PAGE(7)).cycles, 1 + 4 * 10);
    struct mmu_request req = {.va = va(PAGE(8)), .access = ACCESS_READ, .el = 1};
    ck_assert_uint_eq(mmu_peek(w.mmu, &req).cycles, 1 + 3 * 10 + 100);
    ck_assert_uint_eq(mmu_peek(w.mmu, &req).cycles, 1 + 3 * 10 + 100); /* brought nothing */
    ck_assert_uint_eq(mmu_peek_tables(w.mmu, &req).cycles, 1 + 3 * 10 + 100);
    ck_assert_uint_eq(mmu_world_read(&w, PAGE(8)).cycles, 1 + 3 * 10 + 100);
    const struct event_walk *walk = &recorder_last(&w.recorder, EVENT_WALK)->walk;
    static const uint8_t outcomes[] = {WALK_FETCH_HIT, WALK_FETCH_HIT, WALK_FETCH_HIT,
                                       WALK_FETCH_MISS};
    ck_assert_mem_eq(walk->fetch, outcomes, sizeof(outcomes));
    mmu_world_finish(&w);
}
END_TEST

START_TEST(address_translation_fetches_through_the_descriptor_cache)
{
    struct machine_config config = mmu_world_config();

    config.desccache = (struct desccache_config){.entries = 8, .policy = REPL_LRU, .line = 64};
    set_up_config(&config);
    struct mmu_request req = {.va = va(PAGE(0)), .access = ACCESS_READ, .el = 1};
    uint64_t cold = mmu_address_translate(w.mmu, &req).cycles;
    ck_assert_uint_eq(cold, config.cost.walk_fixed + 4 * config.cost.walk_miss);
    ck_assert_uint_eq(mmu_address_translate(w.mmu, &req).cycles,
                      config.cost.walk_fixed + 4 * config.cost.walk_read);
    mmu_world_finish(&w);
}
END_TEST

/* A table that is its own next table: four fetches of one descriptor. */
START_TEST(later_fetches_of_a_walk_find_what_earlier_ones_brought)
{
    const uint64_t self = 0xfffffffffffff000;
    struct machine_config config = mmu_world_config();

    config.desccache = (struct desccache_config){.entries = 8, .policy = REPL_LRU, .line = 64};
    set_up_config(&config);
    *fake_memory_at(&w.mem, w.root[1] + 511 * 8) = w.root[1] | PT_TABLE | PT_AF;
    struct mmu_request req = {.va = va(self), .access = ACCESS_READ, .el = 1};
    uint64_t expected =
        config.cost.walk_fixed + config.cost.walk_miss + 3 * (uint64_t)config.cost.walk_read;
    ck_assert_uint_eq(mmu_peek(w.mmu, &req).cycles, expected);
    ck_assert_uint_eq(mmu_world_read(&w, self).cycles, expected);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(request_of_a_held_page_leaves_no_trace)
{
    set_up();
    touch(0, 4);
    mmu_world_events(&w);
    struct mmu_reply first = mmu_world_read(&w, PAGE(0));
    struct mmu_reply write = mmu_world_access(&w, PAGE(0), ACCESS_WRITE, 1);

    ck_assert_str_eq(mmu_world_events(&w), "");
    ck_assert(first.mirrored && !first.missed && first.cycles == 0 && first.slot == 0);
    ck_assert(write.mirrored && !write.missed);
    touch(4, 1); /* page 0 is still the oldest */
    ck_assert(!mmu_l1_holds(w.mmu, TLB_SIDE_D, va(PAGE(0))));
    mmu_world_finish(&w);
}
END_TEST

/* L1 and L2 of 4 and 8 entries, with L2 order told apart from L1 order. */
START_TEST(held_page_is_not_used_in_the_l2_either)
{
    set_up();
    touch(0, 4);
    touch(0, 1);
    touch(4, 5); /* the ninth page takes the place of page 0 in the L2 */
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_L2_EVICT)->entry.va.v, PAGE(0));
    mmu_world_finish(&w);
}
END_TEST

START_TEST(l2_hit_renews_the_l2_entry_and_fills_the_l1)
{
    set_up();
    touch(0, 8);
    mmu_world_events(&w);
    struct mmu_reply r = mmu_world_read(&w, PAGE(0));

    ck_assert_str_eq(mmu_world_events(&w), "l1-miss l2-hit l1-evict l1-fill");
    ck_assert_uint_eq(r.cycles, w.config.cost.l2_hit);
    touch(8, 1);
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_L2_EVICT)->entry.va.v, PAGE(1));
    mmu_world_finish(&w);
}
END_TEST

START_TEST(l1_evicts_in_fill_order_and_tells_the_mirror)
{
    set_up();
    touch(0, 4);
    ck_assert_uint_eq(w.removed_count, 0);
    for (unsigned i = 4; i < 8; i++) {
        touch(i, 1);
        ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_L1_EVICT)->entry.va.v, PAGE(i - 4));
        ck_assert_uint_eq(w.removed_count, i - 3);
        ck_assert_uint_eq(w.removed[i - 4].slot, i - 4);
        ck_assert_uint_eq(w.removed[i - 4].side, TLB_SIDE_D);
    }
    ck_assert_uint_eq(mmu_l1_count(w.mmu, TLB_SIDE_D), 4);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(l2_eviction_leaves_the_l1_alone)
{
    struct machine_config config = mmu_world_config();

    config.l2.entries = 2;
    set_up_config(&config);
    touch(0, 4);
    ck_assert_uint_eq(recorder_count(&w.recorder, EVENT_L2_EVICT), 2);
    mmu_world_events(&w);
    touch(0, 4);
    ck_assert_str_eq(mmu_world_events(&w), "");
    mmu_world_finish(&w);
}
END_TEST

START_TEST(fetch_and_data_have_their_own_l1_and_one_l2)
{
    set_up();
    mmu_world_map(&w, PAGE(0), FRAME(0), PT_AF | PT_UXN);
    struct mmu_reply fetch = mmu_world_access(&w, PAGE(0), ACCESS_FETCH, 1);
    ck_assert_str_eq(mmu_world_events(&w), FULL_MISS);
    struct mmu_reply load = mmu_world_read(&w, PAGE(0));
    ck_assert_str_eq(mmu_world_events(&w), "l1-miss l2-hit l1-fill");

    ck_assert(fetch.rights == PERM_EXECUTE);
    ck_assert(load.rights == (PERM_READ | PERM_WRITE));
    ck_assert_uint_eq(mmu_l1_count(w.mmu, TLB_SIDE_I), 1);
    ck_assert_uint_eq(mmu_l1_count(w.mmu, TLB_SIDE_D), 1);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(walk_costs_its_reads_and_the_cache_saves_them)
{
    set_up();
    struct mmu_reply cold = mmu_world_read(&w, PAGE(0));
    const struct event_walk *walk = &recorder_last(&w.recorder, EVENT_WALK)->walk;

    ck_assert_uint_eq(cold.cycles, w.config.cost.walk_fixed + 4 * w.config.cost.walk_read);
    ck_assert(walk->cycles == cold.cycles && walk->step_count == 4 && walk->first_level == 0);
    ck_assert(walk->cache_probed && !walk->cache_hit && !walk->faulted);

    struct mmu_reply warm = mmu_world_read(&w, PAGE(1));
    walk = &recorder_last(&w.recorder, EVENT_WALK)->walk;
    ck_assert_uint_eq(warm.cycles, w.config.cost.walk_fixed + w.config.cost.walk_read);
    ck_assert(walk->step_count == 1 && walk->first_level == 3 && walk->cache_hit);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(machine_without_l2_or_walk_cache_walks_in_full)
{
    struct machine_config config = mmu_world_config();

    config.l2.entries = 0;
    config.walkcache.entries = 0;
    set_up_config(&config);
    touch(0, 1);
    ck_assert_str_eq(mmu_world_events(&w), "l1-miss l2-miss walk l1-fill");
    touch(1, 1);
    const struct event_walk *walk = &recorder_last(&w.recorder, EVENT_WALK)->walk;
    ck_assert(walk->step_count == 4 && !walk->cache_probed && !walk->cache_hit);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(faulting_walk_fills_the_walk_cache_only)
{
    set_up();
    mmu_world_unmap(&w, PAGE(5));
    struct mmu_reply r = mmu_world_access(&w, PAGE(5) + 8, ACCESS_WRITE, 1);

    ck_assert_uint_eq(r.outcome, MMU_FAULT);
    ck_assert(!r.mirrored && r.missed);
    ck_assert_uint_eq(r.fault.kind, FAULT_TRANSLATION);
    ck_assert_uint_eq(r.fault.level, 3);
    ck_assert_uint_eq(r.fault.access, ACCESS_WRITE);
    ck_assert_uint_eq(r.fault.va.v, PAGE(5) + 8);
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_FAULT)->fault.esr, 0x96000047);
    ck_assert_str_eq(mmu_world_events(&w), "l1-miss l2-miss walk fault");
    mmu_world_read(&w, PAGE(5));
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_WALK)->walk.step_count, 1);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(access_flag_fault_is_never_cached)
{
    set_up();
    mmu_world_map(&w, PAGE(0), FRAME(0), 0);
    ck_assert_uint_eq(mmu_world_read(&w, PAGE(0)).fault.kind, FAULT_ACCESS_FLAG);
    ck_assert_str_eq(mmu_world_events(&w), "l1-miss l2-miss walk fault");
    mmu_world_map(&w, PAGE(0), FRAME(0), WORLD_KERNEL);
    ck_assert_uint_eq(mmu_world_read(&w, PAGE(0)).outcome, MMU_MAPPED);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(denied_translation_is_cached_and_denies_without_a_miss)
{
    set_up();
    mmu_world_map(&w, PAGE(0), FRAME(0), WORLD_KERNEL | PT_READ_ONLY);
    struct mmu_reply r = mmu_world_access(&w, PAGE(0), ACCESS_WRITE, 1);
    ck_assert_str_eq(mmu_world_events(&w), FULL_MISS " fault");
    ck_assert(r.outcome == MMU_FAULT && r.missed && !r.mirrored);
    ck_assert_uint_eq(r.fault.kind, FAULT_PERMISSION);
    ck_assert_uint_eq(r.fault.level, 3);

    r = mmu_world_access(&w, PAGE(0), ACCESS_WRITE, 1);
    ck_assert_str_eq(mmu_world_events(&w), "fault");
    ck_assert(!r.missed && r.cycles == 0);
    r = mmu_world_read(&w, PAGE(0));
    ck_assert(r.outcome == MMU_MAPPED && !r.missed && r.rights == PERM_READ);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(stale_permission_stands_until_it_is_invalidated)
{
    set_up();
    mmu_world_map(&w, PAGE(0), FRAME(0), WORLD_KERNEL | PT_READ_ONLY);
    touch(0, 1);
    mmu_world_map(&w, PAGE(0), FRAME(0), WORLD_KERNEL);
    ck_assert_uint_eq(mmu_world_access(&w, PAGE(0), ACCESS_WRITE, 1).outcome, MMU_FAULT);
    mmu_world_tlbi(&w, TLBI_OP_VAALE1, PAGE(0) >> 12 & ~(~0ULL << 44));
    ck_assert_uint_eq(mmu_world_access(&w, PAGE(0), ACCESS_WRITE, 1).outcome, MMU_MAPPED);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(stale_translation_outlives_its_descriptor)
{
    set_up();
    touch(0, 1);
    mmu_world_unmap(&w, PAGE(0));
    ck_assert_uint_eq(mmu_world_read(&w, PAGE(0)).outcome, MMU_MAPPED);
    touch(1, 4); /* out of the L1, still in the L2 */
    ck_assert_uint_eq(mmu_world_read(&w, PAGE(0)).pa.v, FRAME(0));
    mmu_world_tlbi(&w, TLBI_OP_VAALE1, PAGE(0) >> 12 & ~(~0ULL << 44));
    ck_assert_uint_eq(mmu_world_read(&w, PAGE(0)).fault.kind, FAULT_TRANSLATION);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(el0_is_judged_by_its_own_permissions)
{
    set_up();
    mmu_world_map(&w, 0x1000, FRAME(0), PT_AF | PT_NG | PT_EL0 | PT_READ_ONLY | PT_PXN);
    struct mmu_reply user = mmu_world_access(&w, 0x1000, ACCESS_READ, 0);
    ck_assert(user.outcome == MMU_MAPPED && user.rights == PERM_READ);
    ck_assert_uint_eq(mmu_world_access(&w, 0x1000, ACCESS_FETCH, 0).outcome, MMU_MAPPED);
    ck_assert_uint_eq(mmu_world_access(&w, 0x1000, ACCESS_FETCH, 1).outcome, MMU_FAULT);

    struct mmu_reply kernel = mmu_world_access(&w, PAGE(0), ACCESS_READ, 0);
    ck_assert_uint_eq(kernel.fault.kind, FAULT_PERMISSION);
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_FAULT)->fault.esr, 0x9200000f);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(entries_of_another_asid_do_not_answer_but_stay)
{
    set_up();
    mmu_world_map(&w, 0x1000, FRAME(0), PT_AF | PT_NG);
    mmu_world_read(&w, 0x1000);
    mmu_world_events(&w);
    mmu_world_set_asid(&w, 2);
    ck_assert(!mmu_l1_holds(w.mmu, TLB_SIDE_D, va(0x1000)));
    mmu_world_read(&w, 0x1000);
    ck_assert_str_eq(mmu_world_events(&w), FULL_MISS);
    mmu_world_set_asid(&w, 1);
    mmu_world_read(&w, 0x1000);
    ck_assert_str_eq(mmu_world_events(&w), "");
    mmu_world_finish(&w);
}
END_TEST

START_TEST(global_entries_answer_every_asid)
{
    set_up();
    touch(0, 1);
    mmu_world_events(&w);
    mmu_world_set_asid(&w, 2);
    touch(0, 1);
    ck_assert_str_eq(mmu_world_events(&w), "");
    mmu_world_finish(&w);
}
END_TEST

START_TEST(block_is_held_in_the_largest_size_of_each_tlb)
{
    set_up();
    mmu_world_map_block(&w, HIGH + 0x40000000, 0x80000000, 2, WORLD_KERNEL);
    struct mmu_reply r = mmu_world_read(&w, HIGH + 0x40123456);

    ck_assert_uint_eq(r.pa.v, 0x80123456);
    const struct event_entry *l2 = &recorder_last(&w.recorder, EVENT_L2_FILL)->entry;
    const struct event_entry *l1 = &recorder_last(&w.recorder, EVENT_L1_FILL)->entry;
    ck_assert(l2->size_shift == 21 && l2->va.v == HIGH + 0x40000000 && l2->pa.v == 0x80000000);
    ck_assert(l1->size_shift == 20 && l1->va.v == HIGH + 0x40100000 && l1->pa.v == 0x80100000);
    mmu_world_events(&w);
    mmu_world_read(&w, HIGH + 0x401fffff);
    ck_assert_str_eq(mmu_world_events(&w), "");
    mmu_world_read(&w, HIGH + 0x400fffff);
    ck_assert_str_eq(mmu_world_events(&w), "l1-miss l2-hit l1-fill");
    mmu_world_finish(&w);
}
END_TEST

START_TEST(bypassed_page_leaves_no_trace)
{
    set_up();
    w.bypassed = FRAME(3);
    for (unsigned i = 0; i < 3; i++) {
        struct mmu_reply r = mmu_world_access(&w, PAGE(3) + 8, ACCESS_WRITE, 1);

        ck_assert(r.outcome == MMU_MAPPED && r.pa.v == FRAME(3) + 8 &&
                  (r.rights & PERM_WRITE) != 0);
        ck_assert(!r.missed && !r.mirrored && r.cycles == 0);
    }
    ck_assert_str_eq(mmu_world_events(&w), "");
    ck_assert_uint_eq(mmu_l1_count(w.mmu, TLB_SIDE_D), 0);
    touch(0, 1); /* the walk cache is as cold as before */
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_WALK)->walk.step_count, 4);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(bypassed_page_inside_a_held_block_is_not_mirrored)
{
    set_up();
    mmu_world_map_block(&w, HIGH + 0x40000000, 0x80000000, 2, WORLD_KERNEL);
    mmu_world_read(&w, HIGH + 0x40000000);
    mmu_world_events(&w);
    w.bypassed = 0x80001000;
    struct mmu_reply r = mmu_world_read(&w, HIGH + 0x40001000);

    ck_assert(r.outcome == MMU_MAPPED && !r.mirrored && !r.missed);
    ck_assert_str_eq(mmu_world_events(&w), "");
    mmu_world_finish(&w);
}
END_TEST

START_TEST(denied_bypassed_page_faults_and_nothing_else)
{
    set_up();
    mmu_world_map(&w, PAGE(3), FRAME(3), WORLD_KERNEL | PT_READ_ONLY);
    w.bypassed = FRAME(3);
    ck_assert_uint_eq(mmu_world_access(&w, PAGE(3), ACCESS_WRITE, 1).outcome, MMU_FAULT);
    ck_assert_str_eq(mmu_world_events(&w), "fault");
    mmu_world_finish(&w);
}
END_TEST

START_TEST(disabled_mmu_maps_flat_up_to_the_pa_size)
{
    set_up();
    w.regs.sctlr_el1 = 0;
    mmu_set_registers(w.mmu, &w.regs);
    struct mmu_reply r = mmu_world_access(&w, 0x40001234, ACCESS_FETCH, 1);
    ck_assert(r.outcome == MMU_MAPPED && r.pa.v == 0x40001234 && r.rights == PERM_EXECUTE);
    ck_assert(!r.missed && !r.mirrored && r.cycles == 0);
    r = mmu_world_access(&w, (1ULL << 44) - 1, ACCESS_WRITE, 1);
    ck_assert(r.outcome == MMU_MAPPED && r.rights == (PERM_READ | PERM_WRITE));
    ck_assert_str_eq(mmu_world_events(&w), "");

    r = mmu_world_read(&w, 1ULL << 44);
    ck_assert_uint_eq(r.fault.kind, FAULT_ADDRESS_SIZE);
    ck_assert_uint_eq(r.fault.level, 0);
    ck_assert_str_eq(mmu_world_events(&w), "fault");
    mmu_world_finish(&w);
}
END_TEST

START_TEST(address_in_neither_range_misses_and_faults_at_level_zero)
{
    set_up();
    struct mmu_reply r = mmu_world_read(&w, 0x0001000000000000);

    ck_assert_uint_eq(r.fault.kind, FAULT_TRANSLATION);
    ck_assert_uint_eq(r.fault.level, 0);
    const struct event_walk *walk = &recorder_last(&w.recorder, EVENT_WALK)->walk;
    ck_assert(walk->step_count == 0 && walk->faulted && !walk->cache_probed);
    ck_assert_uint_eq(walk->cycles, w.config.cost.walk_fixed);
    ck_assert_str_eq(mmu_world_events(&w), "l1-miss l2-miss walk fault");
    mmu_world_finish(&w);
}
END_TEST

START_TEST(disabled_walks_fault_on_a_miss_but_not_on_a_hit)
{
    set_up();
    touch(0, 1);
    w.regs.tcr_el1 |= 1ULL << 23; /* EPD1 */
    mmu_set_registers(w.mmu, &w.regs);
    ck_assert_uint_eq(mmu_world_read(&w, PAGE(0)).outcome, MMU_MAPPED);
    struct mmu_reply r = mmu_world_read(&w, PAGE(1)); /* the walk cache must not help */
    ck_assert(r.outcome == MMU_FAULT && r.fault.kind == FAULT_TRANSLATION && r.fault.level == 0);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(tagged_address_uses_the_untagged_entry)
{
    set_up();
    mmu_world_map(&w, 0x1000, FRAME(0), PT_AF | PT_NG);
    w.regs.tcr_el1 |= 1ULL << 37; /* TBI0 */
    mmu_set_registers(w.mmu, &w.regs);
    mmu_world_read(&w, 0x1000);
    mmu_world_events(&w);
    ck_assert_uint_eq(mmu_world_read(&w, 0x5a00000000001008).pa.v, FRAME(0) + 8);
    ck_assert_str_eq(mmu_world_events(&w), "");
    mmu_world_finish(&w);
}
END_TEST

START_TEST(descriptor_that_cannot_be_read_is_an_external_abort)
{
    set_up();
    w.mem.broken = pt_entry(&w.pt, w.root[1], 0, PAGE(0), 2);
    struct mmu_reply r = mmu_world_read(&w, PAGE(0));

    ck_assert_uint_eq(r.fault.kind, FAULT_EXTERNAL_WALK);
    ck_assert_uint_eq(r.fault.level, 2);
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_FAULT)->fault.esr, 0x96000016);
    mmu_world_finish(&w);
}
END_TEST

static va_t exact_in_page(void *ctx, va_t page, enum access access)
{
    (void)ctx;
    ck_assert_uint_eq(access, ACCESS_WRITE);
    return va(page.v + 0x128);
}

START_TEST(fault_carries_the_exact_address_where_the_caller_knows_it)
{
    struct mmu_env env = {
        .read64 = fake_memory_read64, .exact_address = exact_in_page, .ctx = &w.mem};

    set_up();
    struct mmu *mmu = mmu_create(&w.config, &env, &w.source);
    mmu_set_registers(mmu, &w.regs);
    struct mmu_request req = {.va = va(PAGE(20)), .access = ACCESS_WRITE, .el = 1};
    struct mmu_reply r = mmu_translate(mmu, &req);

    ck_assert_uint_eq(r.fault.va.v, PAGE(20) + 0x128);
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_FAULT)->fault.fault.va.v, PAGE(20) + 0x128);
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_WALK)->walk.va.v, PAGE(20));
    mmu_destroy(mmu);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(silent_sinks_change_no_answer)
{
    static struct mmu_world deaf;
    struct machine_config config = mmu_world_config();

    set_up();
    mmu_world_init(&deaf, &config);
    deaf.sinks.count = 0;
    deaf.sinks.interest = 0;
    for (unsigned i = 0; i < 16; i++) {
        mmu_world_map(&deaf, PAGE(i), FRAME(i), WORLD_KERNEL);
    }
    for (unsigned i = 0; i < 200; i++) {
        unsigned page = i * 7 % 17; /* one of them is not mapped */
        struct mmu_reply a = mmu_world_read(&w, PAGE(page));
        struct mmu_reply b = mmu_world_read(&deaf, PAGE(page));

        ck_assert(a.outcome == b.outcome && a.pa.v == b.pa.v && a.cycles == b.cycles);
        ck_assert(a.missed == b.missed && a.slot == b.slot && a.mirrored == b.mirrored);
    }
    ck_assert_uint_eq(deaf.recorder.count, 0);
    mmu_world_finish(&w);
    mmu_world_finish(&deaf);
}
END_TEST

int main(void)
{
    return suite_run(
        "mmu", (const TTest *const[]){first_access_walks_and_fills_both_levels,
                                      request_of_a_held_page_leaves_no_trace,
                                      later_fetches_of_a_walk_find_what_earlier_ones_brought,
                                      walk_pays_for_each_descriptor_where_it_was,
                                      address_translation_fetches_through_the_descriptor_cache,
                                      repeated_requests_draw_nothing_from_random_replacement,
                                      held_page_is_not_used_in_the_l2_either,
                                      l2_hit_renews_the_l2_entry_and_fills_the_l1,
                                      l1_evicts_in_fill_order_and_tells_the_mirror,
                                      l2_eviction_leaves_the_l1_alone,
                                      fetch_and_data_have_their_own_l1_and_one_l2,
                                      walk_costs_its_reads_and_the_cache_saves_them,
                                      machine_without_l2_or_walk_cache_walks_in_full,
                                      faulting_walk_fills_the_walk_cache_only,
                                      access_flag_fault_is_never_cached,
                                      denied_translation_is_cached_and_denies_without_a_miss,
                                      stale_permission_stands_until_it_is_invalidated,
                                      stale_translation_outlives_its_descriptor,
                                      el0_is_judged_by_its_own_permissions,
                                      entries_of_another_asid_do_not_answer_but_stay,
                                      global_entries_answer_every_asid,
                                      block_is_held_in_the_largest_size_of_each_tlb,
                                      bypassed_page_leaves_no_trace,
                                      bypassed_page_inside_a_held_block_is_not_mirrored,
                                      denied_bypassed_page_faults_and_nothing_else,
                                      disabled_mmu_maps_flat_up_to_the_pa_size,
                                      address_in_neither_range_misses_and_faults_at_level_zero,
                                      disabled_walks_fault_on_a_miss_but_not_on_a_hit,
                                      tagged_address_uses_the_untagged_entry,
                                      descriptor_that_cannot_be_read_is_an_external_abort,
                                      fault_carries_the_exact_address_where_the_caller_knows_it,
                                      silent_sinks_change_no_answer,
                                      NULL});
}
