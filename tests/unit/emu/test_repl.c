/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The policies together: repl.c, repl_fifo.c, repl_lru.c. */
#include "repl.h"

#include "suite.h"

enum { SETS = 2, WAYS = 4 };

/* Fills the set's next slot. */
static unsigned fill(struct repl *r, unsigned set)
{
    unsigned slot = repl_victim(r, set);

    repl_filled(r, slot);
    return slot;
}

/* What a fill of a full set does to the slot that leaves. */
static unsigned replace(struct repl *r, unsigned set)
{
    unsigned slot = repl_victim(r, set);

    repl_emptied(r, slot);
    ck_assert_uint_eq(fill(r, set), slot);
    return slot;
}

static void init_full(struct repl *r, enum repl_policy policy)
{
    ck_assert(repl_init(r, policy, SETS, WAYS));
    for (unsigned i = 0; i < SETS * WAYS; i++) {
        fill(r, i / WAYS);
    }
}

START_TEST(empty_ways_are_filled_in_order)
{
    struct repl r;

    ck_assert(repl_init(&r, REPL_LRU, SETS, WAYS));
    for (unsigned set = 0; set < SETS; set++) {
        for (unsigned way = 0; way < WAYS; way++) {
            ck_assert_uint_eq(fill(&r, set), set * WAYS + way);
        }
    }
    repl_finish(&r);
}
END_TEST

START_TEST(fifo_replaces_in_fill_order_whatever_is_hit)
{
    struct repl r;

    init_full(&r, REPL_FIFO);
    for (unsigned i = 0; i < 3 * WAYS; i++) {
        repl_hit(&r, i % WAYS);
        ck_assert_uint_eq(replace(&r, 0), i % WAYS);
    }
    repl_finish(&r);
}
END_TEST

START_TEST(lru_replaces_what_was_used_longest_ago)
{
    struct repl r;

    init_full(&r, REPL_LRU);
    repl_hit(&r, 0); /* order 1 2 3 0 */
    repl_hit(&r, 2); /* order 1 3 0 2 */
    ck_assert_uint_eq(replace(&r, 0), 1); /* order 3 0 2 1 */
    repl_hit(&r, 1); /* the youngest stays the youngest */
    ck_assert_uint_eq(replace(&r, 0), 3);
    ck_assert_uint_eq(replace(&r, 0), 0);
    ck_assert_uint_eq(replace(&r, 0), 2);
    ck_assert_uint_eq(replace(&r, 0), 1);
    repl_finish(&r);
}
END_TEST

START_TEST(emptied_slot_is_filled_before_any_other_leaves)
{
    static const enum repl_policy policies[] = {REPL_FIFO, REPL_LRU};

    for (unsigned i = 0; i < SUITE_COUNT(policies); i++) {
        struct repl r;

        init_full(&r, policies[i]);
        repl_emptied(&r, 2);
        repl_emptied(&r, 3); /* the youngest */
        repl_emptied(&r, 0); /* the oldest */
        ck_assert_uint_eq(fill(&r, 0), 0);
        ck_assert_uint_eq(fill(&r, 0), 3);
        ck_assert_uint_eq(fill(&r, 0), 2);
        ck_assert_uint_eq(replace(&r, 0), 1);
        repl_finish(&r);
    }
}
END_TEST

START_TEST(sets_do_not_touch_each_other)
{
    struct repl r;

    init_full(&r, REPL_LRU);
    repl_hit(&r, 4);
    repl_emptied(&r, 6);
    ck_assert_uint_eq(repl_victim(&r, 0), 0);
    ck_assert_uint_eq(repl_victim(&r, 1), 6);
    repl_finish(&r);
}
END_TEST

/* A policy of the test's own: always the last way. */
static unsigned last_way(const struct repl *r, unsigned set)
{
    return (set + 1) * r->ways - 1;
}

static void ignore_hit(struct repl *r, unsigned slot)
{
    (void)r;
    (void)slot;
}

START_TEST(policy_is_asked_only_when_the_set_is_full)
{
    static const struct repl_ops last = {.hit = ignore_hit, .victim = last_way};
    struct repl r;

    init_full(&r, REPL_FIFO);
    r.ops = &last;
    ck_assert_uint_eq(repl_victim(&r, 0), 3);
    repl_emptied(&r, 1);
    ck_assert_uint_eq(repl_victim(&r, 0), 1);
    ck_assert_uint_eq(repl_victim(&r, 1), 7);
    ck_assert_uint_eq(fill(&r, 0), 1);
    ck_assert_uint_eq(repl_victim(&r, 0), 3);
    repl_finish(&r);
}
END_TEST

START_TEST(one_way_replaces_itself)
{
    struct repl r;

    ck_assert(repl_init(&r, REPL_LRU, 1, 1));
    ck_assert_uint_eq(fill(&r, 0), 0);
    repl_hit(&r, 0);
    ck_assert_uint_eq(replace(&r, 0), 0);
    repl_finish(&r);
}
END_TEST

int main(void)
{
    return suite_run(
        "repl", (const TTest *const[]){
                    empty_ways_are_filled_in_order, fifo_replaces_in_fill_order_whatever_is_hit,
                    lru_replaces_what_was_used_longest_ago,
                    emptied_slot_is_filled_before_any_other_leaves, sets_do_not_touch_each_other,
                    one_way_replaces_itself, policy_is_asked_only_when_the_set_is_full, NULL});
}
