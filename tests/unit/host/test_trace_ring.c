/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_ring.h"

#include "suite.h"

#include <string.h>

static void add(struct trace_ring *ring, unsigned size, uint8_t content)
{
    const struct trace_block block = {.stored = size, .event_count = 10};
    struct trace_pages pages;
    uint8_t frame[100];

    trace_pages_clear(&pages);
    memset(frame, content, sizeof(frame));
    ck_assert_int_eq(trace_ring_add(ring, &block, &pages, frame), 0);
}

START_TEST(ring_keeps_the_newest_up_to_its_limit)
{
    struct trace_ring ring = {.limit = 100};
    uint8_t content = 3;

    for (uint8_t i = 0; i < 6; i++) {
        add(&ring, 30, i);
    }
    for (const struct trace_ring_chunk *it = ring.oldest; it != NULL; it = it->next) {
        ck_assert_uint_eq(it->frame[29], content++);
    }
    ck_assert_uint_eq(content, 6);
    ck_assert_uint_eq(ring.size, 90);
    ck_assert_uint_eq(ring.lost, 30);
    trace_ring_finish(&ring);
    ck_assert_ptr_null(ring.oldest);
}
END_TEST

START_TEST(chunk_larger_than_the_ring_is_kept_alone)
{
    struct trace_ring ring = {.limit = 50};

    add(&ring, 10, 1);
    add(&ring, 100, 2);
    ck_assert_ptr_eq(ring.oldest, ring.newest);
    ck_assert_uint_eq(ring.oldest->frame[0], 2);
    add(&ring, 10, 3);
    ck_assert_uint_eq(ring.oldest->frame[0], 3);
    trace_ring_finish(&ring);
}
END_TEST

int main(void)
{
    return suite_run("trace_ring",
                     (const TTest *const[]){ring_keeps_the_newest_up_to_its_limit,
                                            chunk_larger_than_the_ring_is_kept_alone, NULL});
}
