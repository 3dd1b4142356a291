/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "choice.h"
#include "program.h"
#include "workload_support.h"

START_TEST(known_word_gives_its_value_and_back)
{
    ck_assert_uint_eq(choice_find(choice_allocators, "nodes")->value, PROGRAM_ALLOCATOR_NODES);
    ck_assert_uint_eq(choice_find(choice_switches, "off")->value, 0);
    ck_assert_str_eq(choice_name(choice_shootdowns, PROGRAM_SHOOTDOWN_IPI), "ipi");
}
END_TEST

START_TEST(unknown_word_gives_nothing)
{
    ck_assert_ptr_null(choice_find(choice_allocators, "node"));
    ck_assert_ptr_null(choice_find(choice_allocators, ""));
    ck_assert_str_eq(choice_name(choice_allocators, 99), "?");
}
END_TEST

START_TEST(expected_lists_all_and_the_closest)
{
    char text[CHOICE_TEXT_MAX];

    ck_assert_str_eq(choice_expected(choice_switches, "xyz", text, sizeof(text)), "on or off");
    ck_assert_str_eq(choice_expected(choice_shootdowns, "brodcast", text, sizeof(text)),
                     "broadcast, range, ipi or full (did you mean `broadcast`?)");
    ck_assert_str_eq(choice_expected(choice_shootdowns, "brodcast", text, 8), "broadca");
}
END_TEST

int main(void)
{
    return support_main("choice", (const TTest *const[]){known_word_gives_its_value_and_back,
                                                         unknown_word_gives_nothing,
                                                         expected_lists_all_and_the_closest, NULL});
}
