/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rbtree.c: the rules hold after every step, plain and augmented. */
#include "lib/rbtree.h"
#include "unit.h"

#define NODES 200

struct item {
    struct rb_node rb;
    int key;
    int largest; /* of the subtree */
    bool linked;
};

static struct item items[NODES];

static struct item *item_of(struct rb_node *node)
{
    return rb_entry(node, struct item, rb);
}

static int largest_of(const struct item *item)
{
    int largest = item->key * 37 % 101; /* anything but the order of keys */
    for (int side = 0; side < 2; side++) {
        struct rb_node *child = item->rb.child[side];
        largest = child == NULL ? largest : max(largest, item_of(child)->largest);
    }
    return largest;
}

static void propagate(struct rb_node *node, struct rb_node *stop)
{
    for (; node != stop; node = rb_parent(node)) {
        int largest = largest_of(item_of(node));
        if (item_of(node)->largest == largest) {
            return;
        }
        item_of(node)->largest = largest;
    }
}

static void copy(struct rb_node *old, struct rb_node *successor)
{
    item_of(successor)->largest = item_of(old)->largest;
}

static void rotate(struct rb_node *old_top, struct rb_node *new_top)
{
    copy(old_top, new_top);
    item_of(old_top)->largest = largest_of(item_of(old_top));
}

static const struct rb_augment_callbacks augment = {propagate, copy, rotate};

static void insert(struct rb_root *root, struct item *item, bool augmented)
{
    struct rb_node **link = &root->node, *parent = NULL;
    while (*link != NULL) {
        parent = *link;
        link = item->key < item_of(parent)->key ? &parent->left : &parent->right;
    }
    rb_link_node(&item->rb, parent, link);
    if (augmented) {
        item->largest = -1;
        propagate(&item->rb, NULL);
        rb_insert_augmented(&item->rb, root, &augment);
    } else {
        rb_insert_color(&item->rb, root);
    }
    item->linked = true;
}

static void erase(struct rb_root *root, struct item *item, bool augmented)
{
    if (augmented) {
        rb_erase_augmented(&item->rb, root, &augment);
    } else {
        rb_erase(&item->rb, root);
    }
    item->linked = false;
}

/* Balanced, sorted, complete, and every maximum right. */
static void check(const struct rb_root *root, bool augmented)
{
    long count = 0;
    struct rb_node *node = rb_first(root);
    for (int i = 0; i < NODES; i++) {
        if (items[i].linked) {
            ck_assert_ptr_eq(node, &items[i].rb);
            ck_assert(!augmented || items[i].largest == largest_of(&items[i]));
            node = rb_next(node);
            count++;
        }
    }
    ck_assert_ptr_null(node);
    ck_assert_int_eq(rb_check(root), count);
}

/* Mostly inserts, then mostly removals, until the tree is empty again. */
static void run_random(bool augmented)
{
    struct rb_root root = RB_ROOT;
    uint64_t seed = 1;
    for (int i = 0; i < NODES; i++) {
        items[i].key = i;
    }
    for (int step = 0; step < 4000; step++) {
        struct item *item = &items[unit_random(&seed) % NODES];
        bool growing = step / 500 % 2 == 0;
        if (!item->linked && (growing || unit_random(&seed) % 4 == 0)) {
            insert(&root, item, augmented);
        } else if (item->linked && (!growing || unit_random(&seed) % 4 == 0)) {
            erase(&root, item, augmented);
        }
        check(&root, augmented);
    }
    for (int i = 0; i < NODES; i++) {
        if (items[i].linked) {
            erase(&root, &items[i], augmented);
            check(&root, augmented);
        }
    }
    ck_assert_ptr_null(root.node);
}

START_TEST(random_inserts_and_erases_keep_the_rules)
{
    run_random(false);
}
END_TEST

START_TEST(random_inserts_and_erases_keep_the_maxima)
{
    run_random(true);
}
END_TEST

START_TEST(walk_in_both_directions_visits_all)
{
    struct rb_root root = RB_ROOT;
    for (int i = 0; i < 100; i++) {
        items[i].key = i;
        insert(&root, &items[i], false);
    }
    int key = 99;
    for (struct rb_node *node = rb_last(&root); node != NULL; node = rb_prev(node)) {
        ck_assert_int_eq(item_of(node)->key, key--);
    }
    ck_assert_int_eq(key, -1);
}
END_TEST

START_TEST(check_finds_a_red_node_under_a_red_one)
{
    struct rb_root root = RB_ROOT;
    for (int i = 0; i < 10; i++) {
        items[i].key = i;
        insert(&root, &items[i], false);
    }
    ck_assert_int_eq(rb_check(&root), 10);
    items[9].rb.parent_color ^= RB_BLACK;
    ck_assert_int_eq(rb_check(&root), -1);
}
END_TEST

START_TEST(empty_tree_has_no_ends)
{
    struct rb_root root = RB_ROOT;
    ck_assert_ptr_null(rb_first(&root));
    ck_assert_ptr_null(rb_last(&root));
    ck_assert_int_eq(rb_check(&root), 0);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {random_inserts_and_erases_keep_the_rules, 0},
        {random_inserts_and_erases_keep_the_maxima, 0},
        {walk_in_both_directions_visits_all, 0},
        {check_finds_a_red_node_under_a_red_one, 0},
        {empty_tree_has_no_ends, 0},
    };
    return unit_run("rbtree", tests, ARRAY_SIZE(tests));
}
