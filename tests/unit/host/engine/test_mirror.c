/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host/engine/mirror.c: which pages leave the engine with which L1 slot. */
#include "mirror.h"
#include "suite.h"

START_TEST(page_is_remembered_once_under_its_slot)
{
    struct mirror mirror;

    ck_assert(mirror_init(&mirror, 4, 2));
    mirror_add(&mirror, TLB_SIDE_I, 3, 0x1000);
    mirror_add(&mirror, TLB_SIDE_I, 3, 0x1000);
    mirror_add(&mirror, TLB_SIDE_I, 3, 0x2000);
    ck_assert_uint_eq(mirror_slot(&mirror, TLB_SIDE_I, 3)->count, 2);
    ck_assert_uint_eq(mirror_slot(&mirror, TLB_SIDE_I, 3)->page[0], 0x1000);
    ck_assert_uint_eq(mirror_slot(&mirror, TLB_SIDE_I, 3)->page[1], 0x2000);
    ck_assert_uint_eq(mirror_slot(&mirror, TLB_SIDE_I, 2)->count, 0);
    ck_assert_uint_eq(mirror_slot(&mirror, TLB_SIDE_D, 1)->count, 0);
    mirror_finish(&mirror);
}
END_TEST

START_TEST(page_beyond_the_list_makes_it_many)
{
    struct mirror mirror;

    ck_assert(mirror_init(&mirror, 1, 1));
    for (uint64_t i = 0; i < MIRROR_PAGES; i++) {
        mirror_add(&mirror, TLB_SIDE_D, 0, i << 12);
    }
    ck_assert(!mirror_slot(&mirror, TLB_SIDE_D, 0)->many);
    mirror_add(&mirror, TLB_SIDE_D, 0, 3 << 12);
    ck_assert(!mirror_slot(&mirror, TLB_SIDE_D, 0)->many);
    mirror_add(&mirror, TLB_SIDE_D, 0, 0x100000);
    ck_assert(mirror_slot(&mirror, TLB_SIDE_D, 0)->many);
    mirror_finish(&mirror);
}
END_TEST

START_TEST(clear_forgets_every_slot)
{
    struct mirror mirror;

    ck_assert(mirror_init(&mirror, 2, 2));
    for (uint64_t i = 0; i <= MIRROR_PAGES; i++) {
        mirror_add(&mirror, TLB_SIDE_D, 1, i << 12);
    }
    mirror_add(&mirror, TLB_SIDE_I, 0, 0x5000);
    mirror_clear(&mirror);
    for (unsigned slot = 0; slot < 2; slot++) {
        ck_assert_uint_eq(mirror_slot(&mirror, TLB_SIDE_I, slot)->count, 0);
        ck_assert_uint_eq(mirror_slot(&mirror, TLB_SIDE_D, slot)->count, 0);
        ck_assert(!mirror_slot(&mirror, TLB_SIDE_D, slot)->many);
    }
    mirror_finish(&mirror);
}
END_TEST

START_TEST(finish_accepts_zeroed_object)
{
    struct mirror mirror = {0};

    mirror_finish(&mirror);
    ck_assert_ptr_null(mirror.slot[0]);
}
END_TEST

int main(void)
{
    return suite_run("mirror", (const TTest *const[]){page_is_remembered_once_under_its_slot,
                                                      page_beyond_the_list_makes_it_many,
                                                      clear_forgets_every_slot,
                                                      finish_accepts_zeroed_object, NULL});
}
