/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desccache.h"

#include "suite.h"

static struct desccache dc;

static void set_up(unsigned entries, unsigned ways, unsigned line)
{
    struct desccache_config config = {
        .entries = entries, .ways = ways, .policy = REPL_LRU, .line = line};

    ck_assert(desccache_init(&dc, &config));
}

static bool holds(uint64_t address)
{
    return desccache_holds(&dc, pa(address));
}

START_TEST(descriptors_of_one_line_come_together)
{
    set_up(4, 0, 64);
    desccache_fill(&dc, pa(0x1008));
    ck_assert(holds(0x1000) && holds(0x103f));
    ck_assert(!holds(0xff8) && !holds(0x1040));
    desccache_finish(&dc);
    set_up(4, 0, 8);
    desccache_fill(&dc, pa(0x1008));
    ck_assert(holds(0x1008) && !holds(0x1000) && !holds(0x1010));
    desccache_finish(&dc);
}
END_TEST

START_TEST(full_set_loses_its_least_recently_used_line)
{
    set_up(4, 2, 64); /* lines of even and of odd number */
    desccache_fill(&dc, pa(0x000));
    desccache_fill(&dc, pa(0x080));
    desccache_fill(&dc, pa(0x040));
    ck_assert(desccache_use(&dc, pa(0x000)));
    ck_assert(!desccache_use(&dc, pa(0x100)));
    desccache_fill(&dc, pa(0x100));
    ck_assert(holds(0x000) && holds(0x100) && holds(0x040));
    ck_assert(!holds(0x080));
    desccache_finish(&dc);
}
END_TEST

START_TEST(lines_far_apart_are_not_mistaken_for_each_other)
{
    set_up(4, 0, 64);
    desccache_fill(&dc, pa(0x40));
    ck_assert(!holds(0x40 | 1ULL << 47) && !holds(0x40 | 1ULL << 32));
    desccache_finish(&dc);
}
END_TEST

START_TEST(cache_of_no_lines_holds_none)
{
    set_up(0, 4, 64);
    ck_assert(!desccache_exists(&dc));
    ck_assert(!holds(0));
    desccache_finish(&dc);
    desccache_finish(&dc);
    desccache_finish(NULL);
}
END_TEST

int main(void)
{
    return suite_run("desccache",
                     (const TTest *const[]){descriptors_of_one_line_come_together,
                                            full_set_loses_its_least_recently_used_line,
                                            lines_far_apart_are_not_mistaken_for_each_other,
                                            cache_of_no_lines_holds_none, NULL});
}
