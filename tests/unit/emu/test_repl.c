/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The policies together: repl.c and the repl_*.c of each. */
#include "repl.h"

#include "prng.h"
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

    repl_replaced(r, slot);
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
    static const enum repl_policy policies[] = {REPL_FIFO, REPL_LRU, REPL_PLRU, REPL_RANDOM};

    for (unsigned i = 0; i < SUITE_COUNT(policies); i++) {
        struct repl r;

        init_full(&r, policies[i]);
        repl_emptied(&r, 2);
        repl_emptied(&r, 3); /* the youngest */
        repl_emptied(&r, 0); /* the oldest */
        ck_assert_uint_eq(fill(&r, 0), 0);
        ck_assert_uint_eq(fill(&r, 0), 3);
        ck_assert_uint_eq(fill(&r, 0), 2);
        repl_finish(&r);
    }
}
END_TEST

START_TEST(replacing_is_emptying_and_filling)
{
    static const enum repl_policy policies[] = {REPL_FIFO, REPL_LRU, REPL_PLRU, REPL_RANDOM};
    struct prng p = {prng_test_seed(7)};

    for (unsigned i = 0; i < SUITE_COUNT(policies); i++) {
        struct repl one, two;

        init_full(&one, policies[i]);
        init_full(&two, policies[i]);
        for (unsigned step = 0; step < 1000; step++) {
            unsigned hit = (unsigned)prng_below(&p, WAYS);

            repl_hit(&one, hit);
            repl_hit(&two, hit);
            unsigned slot = replace(&one, 0);

            ck_assert_uint_eq(repl_victim(&two, 0), slot);
            repl_emptied(&two, slot);
            ck_assert_uint_eq(fill(&two, 0), slot);
        }
        repl_finish(&one);
        repl_finish(&two);
    }
}
END_TEST

/*
 * The tree by its definition, as a recursion: a node is the span [first, first
 * + size) of ways; `next_right` tells which half it offers.
 */
struct plru_tree {
    bool next_right[2 * 16][17]; /* by first way and size */
    unsigned ways;
};

static void plru_use(struct plru_tree *t, unsigned first, unsigned size, unsigned way)
{
    if (size == 1) {
        return;
    }
    bool in_right = way >= first + size / 2;

    t->next_right[first][size] = !in_right;
    plru_use(t, in_right ? first + size / 2 : first, size / 2, way);
}

static unsigned plru_choice(const struct plru_tree *t, unsigned first, unsigned size)
{
    if (size == 1) {
        return first;
    }
    unsigned middle = first + size / 2;
    bool right = t->next_right[first][size] && middle < t->ways;

    return plru_choice(t, right ? middle : first, size / 2);
}

START_TEST(plru_follows_its_tree_for_any_number_of_ways)
{
    struct prng p = {prng_test_seed(7)};

    for (unsigned ways = 1; ways <= 16; ways++) {
        unsigned leaves = ways <= 1 ? 1 : ways <= 2 ? 2 : ways <= 4 ? 4 : ways <= 8 ? 8 : 16;
        struct plru_tree tree[2] = {{.ways = ways}, {.ways = ways}};
        struct repl r;

        ck_assert(repl_init(&r, REPL_PLRU, 2, ways));
        for (unsigned i = 0; i < 2 * ways; i++) {
            plru_use(&tree[i / ways], 0, leaves, fill(&r, i / ways) % ways);
        }
        for (unsigned step = 0; step < 2000; step++) {
            unsigned set = (unsigned)prng_below(&p, 2), way = (unsigned)prng_below(&p, ways);

            if (prng_once_in(&p, 2)) {
                repl_hit(&r, set * ways + way);
            } else {
                way = plru_choice(&tree[set], 0, leaves);
                ck_assert_uint_eq(replace(&r, set), set * ways + way);
            }
            plru_use(&tree[set], 0, leaves, way);
        }
        repl_finish(&r);
    }
}
END_TEST

START_TEST(plru_of_four_ways_chooses_as_worked_out_by_hand)
{
    struct repl r;

    init_full(&r, REPL_PLRU); /* used 0 1 2 3: the left half, there way 0 */
    ck_assert_uint_eq(replace(&r, 0), 0); /* right half, there way 2 */
    repl_hit(&r, 2); /* left half, there way 1 */
    ck_assert_uint_eq(replace(&r, 0), 1); /* right half, there way 3 */
    ck_assert_uint_eq(replace(&r, 0), 3);
    repl_finish(&r);
}
END_TEST

START_TEST(random_draws_from_its_seed_alone)
{
    struct repl r[3];

    for (unsigned i = 0; i < 3; i++) {
        init_full(&r[i], REPL_RANDOM);
        repl_seed(&r[i], i == 2 ? 43 : 42);
    }
    unsigned same = 0;
    for (unsigned step = 0; step < 1000; step++) {
        repl_hit(&r[1], step % WAYS); /* hits draw nothing */
        unsigned slot = replace(&r[0], 0);

        ck_assert_uint_lt(slot, WAYS);
        ck_assert_uint_eq(replace(&r[1], 0), slot);
        same += replace(&r[2], 0) == slot;
    }
    ck_assert_uint_lt(same, 350); /* a quarter of them by chance */
    for (unsigned i = 0; i < 3; i++) {
        repl_finish(&r[i]);
    }
}
END_TEST

START_TEST(random_chooses_every_way_equally_often)
{
    enum { DRAWS = 30000, ODD_WAYS = 5 };
    unsigned count[ODD_WAYS] = {0};
    struct repl r;

    ck_assert(repl_init(&r, REPL_RANDOM, 1, ODD_WAYS));
    for (unsigned i = 0; i < ODD_WAYS; i++) {
        fill(&r, 0);
    }
    for (unsigned i = 0; i < DRAWS; i++) {
        count[replace(&r, 0)]++;
    }
    for (unsigned way = 0; way < ODD_WAYS; way++) {
        ck_assert_uint_ge(count[way], DRAWS / ODD_WAYS * 9 / 10);
        ck_assert_uint_le(count[way], DRAWS / ODD_WAYS * 11 / 10);
    }
    repl_finish(&r);
}
END_TEST

START_TEST(random_draws_only_when_the_set_is_full)
{
    struct repl r;

    ck_assert(repl_init(&r, REPL_RANDOM, SETS, WAYS));
    for (unsigned i = 0; i < SETS * WAYS; i++) {
        fill(&r, i / WAYS);
    }
    repl_emptied(&r, 1);
    fill(&r, 0);
    ck_assert_uint_eq(r.random, 0);
    replace(&r, 0);
    ck_assert_uint_ne(r.random, 0);
    repl_finish(&r);
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
static unsigned last_way(struct repl *r, unsigned set)
{
    return (set + 1) * r->ways - 1;
}

START_TEST(policy_is_asked_only_when_the_set_is_full)
{
    static const struct repl_ops last = {.victim = last_way};
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
        "repl",
        (const TTest *const[]){
            empty_ways_are_filled_in_order, fifo_replaces_in_fill_order_whatever_is_hit,
            lru_replaces_what_was_used_longest_ago, emptied_slot_is_filled_before_any_other_leaves,
            replacing_is_emptying_and_filling, sets_do_not_touch_each_other,
            one_way_replaces_itself, policy_is_asked_only_when_the_set_is_full,
            plru_follows_its_tree_for_any_number_of_ways,
            plru_of_four_ways_chooses_as_worked_out_by_hand, random_draws_from_its_seed_alone,
            random_chooses_every_way_equally_often, random_draws_only_when_the_set_is_full, NULL});
}
