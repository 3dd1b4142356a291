/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include "suite.h"

START_TEST(numbers_are_written_in_full)
{
    static const struct {
        uint64_t number;
        const char *text;
    } cases[] = {{0, "0"}, {7, "7"}, {1000, "1000"}, {~0ULL, "18446744073709551615"}};

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        char buffer[32];
        struct text t = text_init(buffer, sizeof(buffer));

        text_put_number(&t, cases[i].number);
        ck_assert_str_eq(buffer, cases[i].text);
    }
}
END_TEST

START_TEST(text_is_cut_where_the_buffer_ends)
{
    char buffer[6];
    struct text t = text_init(buffer, sizeof(buffer));

    ck_assert_str_eq(buffer, "");
    text_put(&t, "abc");
    text_put(&t, "defg");
    text_put_number(&t, 9);
    ck_assert_str_eq(buffer, "abcde");
}
END_TEST

START_TEST(numbers_are_read_up_to_their_limit)
{
    static const struct {
        const char *text;
        uint64_t max;
        bool valid;
        uint64_t number;
        const char *rest;
    } cases[] = {
        {"0", 0, true, 0, ""},
        {"007", 9, true, 7, ""},
        {"42K", 100, true, 42, "K"},
        {"100", 100, true, 100, ""},
        {"101", 100, false, 0, NULL},
        {"5", 4, false, 0, NULL},
        {"18446744073709551615", ~0ULL, true, ~0ULL, ""},
        {"18446744073709551616", ~0ULL, false, 0, NULL},
        {"99999999999999999999999", ~0ULL, false, 0, NULL},
        {"", 10, false, 0, NULL},
        {"-1", 10, false, 0, NULL},
        {"+1", 10, false, 0, NULL},
        {" 1", 10, false, 0, NULL},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        uint64_t number = 0;
        const char *rest = text_read_number(cases[i].text, cases[i].max, &number);

        ck_assert_msg((rest != NULL) == cases[i].valid, "\"%s\"", cases[i].text);
        if (cases[i].valid) {
            ck_assert_uint_eq(number, cases[i].number);
            ck_assert_str_eq(rest, cases[i].rest);
        }
    }
}
END_TEST

int main(void)
{
    return suite_run("text", (const TTest *const[]){numbers_are_written_in_full,
                                                    text_is_cut_where_the_buffer_ends,
                                                    numbers_are_read_up_to_their_limit, NULL});
}
