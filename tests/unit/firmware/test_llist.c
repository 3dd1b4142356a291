/* SPDX-License-Identifier: GPL-2.0-or-later */
/* llist.h: last in comes first out, whole, and nothing is lost between threads. */
#include "lib/llist.h"
#include "unit.h"

#include <pthread.h>

#define THREADS 4
#define NODES 5000

START_TEST(nodes_come_back_newest_first)
{
    struct llist_head head = {NULL};
    struct llist_node a, b;
    ck_assert(llist_empty(&head));
    ck_assert(llist_add(&a, &head));
    ck_assert(!llist_add(&b, &head));
    ck_assert(!llist_empty(&head));
    ck_assert_ptr_eq(llist_del_all(&head), &b);
    ck_assert_ptr_eq(b.next, &a);
    ck_assert_ptr_null(a.next);
    ck_assert(llist_empty(&head));
    ck_assert_ptr_null(llist_del_all(&head));
    ck_assert(llist_add(&b, &head));
}
END_TEST

static struct llist_head shared;
static struct llist_node nodes[THREADS][NODES];

static void *add_all(void *mine)
{
    struct llist_node *node = mine;
    for (unsigned i = 0; i < NODES; i++) {
        llist_add(&node[i], &shared);
    }
    return NULL;
}

static unsigned take_all(void)
{
    unsigned count = 0;
    for (struct llist_node *node = llist_del_all(&shared); node != NULL; node = node->next) {
        count++;
    }
    return count;
}

START_TEST(adding_threads_and_a_taker_lose_no_node)
{
    pthread_t threads[THREADS];
    unsigned count = 0;
    for (unsigned i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, add_all, nodes[i]), 0);
    }
    while (count < THREADS * NODES / 2) {
        count += take_all();
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    ck_assert_uint_eq(count + take_all(), THREADS * NODES);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {nodes_come_back_newest_first, 0},
        {adding_threads_and_a_taker_lose_no_node, 0},
    };
    return unit_run("llist", tests, ARRAY_SIZE(tests));
}
