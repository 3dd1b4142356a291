/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event.h"

#include "suite.h"

#include <assert.h>

START_TEST(every_kind_has_a_name_of_its_own)
{
    for (unsigned a = 0; a < EVENT_KIND_COUNT; a++) {
        ck_assert_str_ne(event_kind_name(a), "?");
        for (unsigned b = 0; b < a; b++) {
            ck_assert_str_ne(event_kind_name(a), event_kind_name(b));
        }
    }
    ck_assert_str_eq(event_kind_name(EVENT_L1_MISS), "l1-miss");
    ck_assert_str_eq(event_kind_name(EVENT_MMIO), "mmio");
    ck_assert_str_eq(event_kind_name(EVENT_KIND_COUNT), "?");
}
END_TEST

START_TEST(interest_mask_has_a_bit_for_each_kind)
{
    static_assert(EVENT_KIND_COUNT < 64, "kinds fit the mask");
    uint64_t all = 0;

    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        all |= 1ULL << kind;
    }
    ck_assert_uint_eq(all, EVENT_ALL);
    ck_assert_uint_eq(EVENT_BIT(EXEC), 1);
}
END_TEST

int main(void)
{
    return suite_run("event", (const TTest *const[]){every_kind_has_a_name_of_its_own,
                                                     interest_mask_has_a_bit_for_each_kind, NULL});
}
