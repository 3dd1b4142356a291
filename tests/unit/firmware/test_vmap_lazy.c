/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_lazy.c: when a purge is due, and that there is one at a time. */
#include "arch/percpu.h"
#include "fake.h"
#include "mm/vmap_lazy.h"
#include "unit.h"

/* Pages, by the number of cores: 32 MiB for each bit of the number. */
START_TEST(threshold_grows_with_the_doublings_of_cores)
{
    static const struct {
        unsigned cpus;
        uint64_t pages;
    } cases[] = {{1, 8192}, {2, 16384}, {3, 16384}, {4, 24576}, {8, 32768}, {64, 57344}};
    for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
        nr_cpu_ids = cases[i].cpus;
        vmap_lazy_init();
        ck_assert(!vmap_lazy_add(cases[i].pages));
        ck_assert(vmap_lazy_add(1));
        ck_assert_uint_eq(vmap_lazy_pages(), cases[i].pages + 1);
        vmap_lazy_sub(2);
        ck_assert(!vmap_lazy_add(1));
    }
}
END_TEST

static unsigned calls;

static void no_flush(uintptr_t start, uintptr_t end)
{
    (void)start;
    (void)end;
}

static bool count_call(vmap_flush_fn flush)
{
    ck_assert(flush == no_flush);
    calls++;
    return true;
}

static bool purge_within(vmap_flush_fn flush)
{
    ck_assert(!vmap_lazy_try_purge(count_call, flush));
    ck_assert_uint_eq(calls, 0);
    return false;
}

START_TEST(second_purge_turns_away_while_one_runs)
{
    ck_assert(!vmap_lazy_purge(purge_within, no_flush));
    ck_assert(!vmap_lazy_try_purge(purge_within, no_flush));
    ck_assert(vmap_lazy_try_purge(count_call, no_flush));
    ck_assert(vmap_lazy_purge(count_call, no_flush));
    ck_assert_uint_eq(calls, 2);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {threshold_grows_with_the_doublings_of_cores, 0},
        {second_purge_turns_away_while_one_runs, 0},
    };
    return unit_run("vmap_lazy", tests, ARRAY_SIZE(tests));
}
