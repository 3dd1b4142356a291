/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "assoc.h"

#include "prng.h"
#include "suite.h"

#include <string.h>

static unsigned insert(struct assoc *a, uint64_t index, uint64_t key)
{
    unsigned slot = assoc_place(a, index);

    assoc_fill(a, slot, key);
    return slot;
}

START_TEST(find_tells_only_what_is_live)
{
    struct assoc a;

    ck_assert(assoc_init(&a, 8, 2, REPL_LRU));
    ck_assert_uint_eq(assoc_find(&a, 5), ASSOC_NONE);
    unsigned slot = insert(&a, 1, 5);
    ck_assert_uint_eq(assoc_find(&a, 5), slot);
    ck_assert_uint_eq(assoc_find(&a, 6), ASSOC_NONE);
    ck_assert_uint_eq(a.live, 1);
    assoc_drop(&a, slot);
    ck_assert_uint_eq(assoc_find(&a, 5), ASSOC_NONE);
    ck_assert(!assoc_live(&a, slot));
    ck_assert_uint_eq(a.live, 0);
    assoc_finish(&a);
}
END_TEST

START_TEST(slots_of_one_key_come_newest_first)
{
    struct assoc a;

    ck_assert(assoc_init(&a, 4, 0, REPL_FIFO));
    unsigned first = insert(&a, 0, 7);
    unsigned other = insert(&a, 0, 8);
    unsigned second = insert(&a, 0, 7);
    ck_assert_uint_eq(assoc_find(&a, 7), second);
    ck_assert_uint_eq(assoc_next(&a, second), first);
    ck_assert_uint_eq(assoc_next(&a, first), ASSOC_NONE);
    assoc_drop(&a, second);
    ck_assert_uint_eq(assoc_find(&a, 7), first);
    ck_assert_uint_eq(assoc_find(&a, 8), other);
    assoc_finish(&a);
}
END_TEST

START_TEST(index_selects_the_set)
{
    struct assoc a;

    ck_assert(assoc_init(&a, 12, 3, REPL_FIFO)); /* four sets of three */
    for (unsigned index = 0; index < 16; index++) {
        ck_assert_uint_eq(assoc_place(&a, index) / 3, index % 4);
    }
    assoc_finish(&a);
}
END_TEST

START_TEST(no_entries_find_nothing)
{
    struct assoc a;

    ck_assert(assoc_init(&a, 0, 0, REPL_FIFO));
    ck_assert_uint_eq(assoc_find(&a, 0), ASSOC_NONE);
    assoc_finish(&a);
    assoc_finish(&a);
}
END_TEST

/* The slow way: which slot has the key, looking at each. */
struct list {
    uint64_t key[4096]; /* of each slot; 0: empty */
    unsigned entries, live;
};

static unsigned list_find(const struct list *list, uint64_t key)
{
    for (unsigned slot = 0; slot < list->entries; slot++) {
        if (list->key[slot] == key) {
            return slot;
        }
    }
    return ASSOC_NONE;
}

/* One random step on both; false when they differ. */
static bool step_agrees(struct assoc *a, struct list *list, struct prng *p)
{
    uint64_t key = 1 + prng_below(p, 2ULL * list->entries);
    unsigned slot = assoc_find(a, key);

    if (slot != list_find(list, key)) {
        return false;
    }
    if (slot == ASSOC_NONE) {
        slot = insert(a, key, key);
        list->live += list->key[slot] == 0;
        list->key[slot] = key;
    } else if (prng_once_in(p, 3)) {
        assoc_drop(a, slot);
        list->key[slot] = 0;
        list->live--;
    } else {
        assoc_hit(a, slot);
    }
    return a->live == list->live;
}

START_TEST(random_use_agrees_with_a_list)
{
    static const struct {
        unsigned entries, ways;
    } shapes[] = {{1, 0}, {48, 0}, {20, 5}, {64, 4}, {4096, 0}, {16, 1}};
    struct prng p = {prng_test_seed(1)};

    for (size_t s = 0; s < SUITE_COUNT(shapes); s++) {
        static struct list list;
        struct assoc a;

        list = (struct list){.entries = shapes[s].entries};
        ck_assert(assoc_init(&a, shapes[s].entries, shapes[s].ways, REPL_LRU));
        for (unsigned step = 0; step < 20000; step++) {
            if (!step_agrees(&a, &list, &p)) {
                ck_abort_msg("shape %zu, step %u", s, step);
            }
        }
        assoc_finish(&a);
    }
}
END_TEST

int main(void)
{
    return suite_run("assoc", (const TTest *const[]){find_tells_only_what_is_live,
                                                     slots_of_one_key_come_newest_first,
                                                     index_selects_the_set, no_entries_find_nothing,
                                                     random_use_agrees_with_a_list, NULL});
}
