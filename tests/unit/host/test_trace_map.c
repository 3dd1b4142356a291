/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_map.h"

#include "prng.h"
#include "suite.h"

#define TOTAL 5000

static struct trace_key key_of(uint64_t n)
{
    return (struct trace_key){n * 0x10001, ~n};
}

START_TEST(map_finds_what_was_made_and_nothing_else)
{
    struct trace_map *map = trace_map_create(sizeof(uint64_t));

    for (uint64_t n = 0; n < TOTAL; n++) {
        uint64_t *value = trace_map_make(map, key_of(n));

        ck_assert_uint_eq(*value, 0);
        *value = n + 1;
    }
    for (uint64_t n = 0; n < TOTAL; n++) {
        uint64_t *value = trace_map_find(map, key_of(n));

        ck_assert_uint_eq(*value, n + 1);
        ck_assert_ptr_eq(trace_map_make(map, key_of(n)), value);
        ck_assert_uint_eq(trace_map_key(value).a, key_of(n).a);
    }
    ck_assert_ptr_null(trace_map_find(map, key_of(TOTAL)));
    ck_assert_ptr_null(trace_map_find(map, (struct trace_key){key_of(1).a, key_of(2).b}));
    ck_assert_uint_eq(trace_map_count(map), TOTAL);
    trace_map_destroy(map);
}
END_TEST

START_TEST(map_is_gone_through_in_the_order_of_arrival)
{
    struct trace_map *map = trace_map_create(sizeof(uint64_t));
    struct prng prng = {prng_test_seed(1)};
    uint64_t keys[100];
    size_t i = 0;

    for (; i < SUITE_COUNT(keys); i++) {
        keys[i] = prng_next(&prng);
        trace_map_make(map, key_of(keys[i]));
    }
    i = 0;
    for (const void *value = trace_map_next(map, NULL); value != NULL;
         value = trace_map_next(map, value)) {
        ck_assert_uint_eq(trace_map_key(value).a, key_of(keys[i++]).a);
    }
    ck_assert_uint_eq(i, SUITE_COUNT(keys));
    trace_map_destroy(map);
}
END_TEST

START_TEST(map_forgets_what_is_removed)
{
    struct trace_map *map = trace_map_create(1);

    trace_map_make(map, key_of(1));
    trace_map_make(map, key_of(2));
    trace_map_remove(map, key_of(1));
    trace_map_remove(map, key_of(3));
    ck_assert_ptr_null(trace_map_find(map, key_of(1)));
    ck_assert_ptr_nonnull(trace_map_find(map, key_of(2)));
    ck_assert_uint_eq(trace_map_count(map), 1);
    trace_map_destroy(map);
    trace_map_destroy(NULL);
}
END_TEST

int main(void)
{
    return suite_run("trace_map",
                     (const TTest *const[]){map_finds_what_was_made_and_nothing_else,
                                            map_is_gone_through_in_the_order_of_arrival,
                                            map_forgets_what_is_removed, NULL});
}
