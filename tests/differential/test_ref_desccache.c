/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list that judges the descriptor cache, judged by hand. */
#include "ref_desccache.h"

#include "suite.h"

static struct ref_desccache dc;

/* Lines of 64 bytes. */
static void make(unsigned entries, unsigned ways, enum ref_policy policy)
{
    const struct ref_tlb_shape shape = {.entries = entries, .ways = ways, .policy = policy};

    ref_desccache_init(&dc, &shape, 64);
}

START_TEST(fetch_from_same_line_hits)
{
    make(2, 0, REF_LRU);
    ck_assert(!ref_desccache_fetch(&dc, 0x1000));
    ck_assert(ref_desccache_fetch(&dc, 0x1038));
    ck_assert(!ref_desccache_fetch(&dc, 0x1040));
}
END_TEST

/* Lines 0, 1, 0, 2: LRU loses 1, FIFO 0. */
static void fill(enum ref_policy policy)
{
    make(2, 0, policy);
    ref_desccache_fetch(&dc, 0x000);
    ref_desccache_fetch(&dc, 0x040);
    ref_desccache_fetch(&dc, 0x000);
    ref_desccache_fetch(&dc, 0x080);
}

START_TEST(fetch_lru_replaces_least_recently_used)
{
    fill(REF_LRU);
    ck_assert(ref_desccache_fetch(&dc, 0x000));
    ck_assert(!ref_desccache_fetch(&dc, 0x040));
}
END_TEST

START_TEST(fetch_fifo_replaces_oldest)
{
    fill(REF_FIFO);
    ck_assert(ref_desccache_fetch(&dc, 0x040));
    ck_assert(!ref_desccache_fetch(&dc, 0x000));
}
END_TEST

START_TEST(fetch_into_full_set_spares_other_sets)
{
    make(2, 1, REF_LRU);
    ref_desccache_fetch(&dc, 0x000);
    ref_desccache_fetch(&dc, 0x040);
    ref_desccache_fetch(&dc, 0x080);
    ck_assert(ref_desccache_fetch(&dc, 0x040));
    ck_assert(!ref_desccache_fetch(&dc, 0x000));
}
END_TEST

int main(void)
{
    return suite_run("ref_desccache",
                     (const TTest *const[]){
                         fetch_from_same_line_hits, fetch_lru_replaces_least_recently_used,
                         fetch_fifo_replaces_oldest, fetch_into_full_set_spares_other_sets, NULL});
}
