/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tlb_range.h: any number of pages is covered exactly, in few steps. */
#include "mm/tlb_range.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

/* The steps as text: "(scale,num)" and "single". */
static const char *steps_of(uint64_t pages)
{
    static char text[128];
    size_t length = 0;
    text[0] = '\0';
    while (pages > 0) {
        const struct tlb_range_step step = tlb_range_step(pages);
        length += (size_t)(step.by_page ? snprintf(text + length, sizeof(text) - length, "single")
                                        : snprintf(text + length, sizeof(text) - length, "(%u,%u)",
                                                   step.scale, step.num));
        ck_assert_uint_le(step.pages, pages);
        pages -= step.pages;
    }
    return text;
}

START_TEST(known_numbers_of_pages_give_known_steps)
{
    static const struct {
        uint64_t pages;
        const char *steps;
    } cases[] = {
        {1, "single"},
        {2, "(0,0)"},
        {3, "(0,0)single"},
        {63, "(0,30)single"},
        {64, "(1,0)"},
        {511, "(1,6)(0,30)single"},
        {512, "(1,7)"},
        {513, "(1,7)single"},
        {2048, "(2,0)"},
        {24576, "(2,11)"},
        {65535, "(2,30)(1,30)(0,30)single"},
        {65536, "(3,0)"},
        {131073, "(3,1)single"},
        {2097151, "(3,30)(2,30)(1,30)(0,30)single"},
        {2097152, "(3,31)"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        ck_assert_str_eq(steps_of(cases[i].pages), cases[i].steps);
    }
}
END_TEST

/* What one operation covers, from the Arm ARM's formula. */
static uint64_t covered(struct tlb_range_step step)
{
    return step.by_page ? 1 : (UINT64_C(1) + step.num) << (5 * step.scale + 1);
}

START_TEST(every_number_of_pages_is_covered_exactly_in_five_steps_at_most)
{
    for (uint64_t pages = 1; pages <= TLB_RANGE_MAX_PAGES; pages += 1 + pages / 97) {
        uint64_t left = pages;
        unsigned steps = 0;
        for (; left > 0; steps++) {
            const struct tlb_range_step step = tlb_range_step(left);
            ck_assert_uint_eq(covered(step), step.pages);
            ck_assert_uint_le(step.pages, left);
            ck_assert_uint_le(step.num, 31);
            left -= step.pages;
        }
        ck_assert_uint_le(steps, 5);
    }
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {known_numbers_of_pages_give_known_steps, 0},
        {every_number_of_pages_is_covered_exactly_in_five_steps_at_most, 0},
    };
    return unit_run("tlb_range", tests, ARRAY_SIZE(tests));
}
