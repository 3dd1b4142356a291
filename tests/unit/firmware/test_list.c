/* SPDX-License-Identifier: GPL-2.0-or-later */
/* list.h: order, removal, moving whole lists. */
#include "lib/list.h"
#include "unit.h"

struct item {
    int value;
    struct list_head node;
};

/* The values in list order as decimal digits: 1, 2, 3 is 123. */
static int digits(const struct list_head *head)
{
    int number = 0;
    struct item *item;
    list_for_each_entry (item, head, node) {
        number = number * 10 + item->value;
    }
    return number;
}

START_TEST(add_at_both_ends_keeps_order)
{
    LIST_HEAD(head);
    struct item items[] = {{1, {0}}, {2, {0}}, {3, {0}}};
    list_add(&items[1].node, &head);
    list_add(&items[0].node, &head);
    list_add_tail(&items[2].node, &head);
    ck_assert_int_eq(digits(&head), 123);
    ck_assert_ptr_eq(list_first_entry(&head, struct item, node), &items[0]);
    ck_assert_ptr_eq(list_last_entry(&head, struct item, node), &items[2]);
}
END_TEST

START_TEST(safe_loop_may_remove_every_element)
{
    LIST_HEAD(head);
    struct item items[] = {{1, {0}}, {2, {0}}, {3, {0}}};
    struct item *item, *next;
    for (int i = 0; i < 3; i++) {
        list_add_tail(&items[i].node, &head);
    }
    list_for_each_entry_safe (item, next, &head, node) {
        list_del(&item->node);
        item->node = (struct list_head){NULL, NULL};
    }
    ck_assert(list_empty(&head));
}
END_TEST

START_TEST(move_all_empties_the_source)
{
    LIST_HEAD(from);
    LIST_HEAD(to);
    struct item items[] = {{1, {0}}, {2, {0}}};
    list_add_tail(&items[0].node, &from);
    list_add_tail(&items[1].node, &from);
    list_move_all(&from, &to);
    ck_assert(list_empty(&from));
    ck_assert_int_eq(digits(&to), 12);
    list_del(&items[1].node);
    ck_assert_int_eq(digits(&to), 1);
}
END_TEST

START_TEST(move_all_of_nothing_leaves_an_empty_list)
{
    LIST_HEAD(from);
    struct list_head to;
    list_move_all(&from, &to);
    ck_assert(list_empty(&to));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {add_at_both_ends_keeps_order, 0},
        {safe_loop_may_remove_every_element, 0},
        {move_all_empties_the_source, 0},
        {move_all_of_nothing_leaves_an_empty_list, 0},
    };
    return unit_run("list", tests, ARRAY_SIZE(tests));
}
