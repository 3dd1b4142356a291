/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firmware's formatter, against what C's says of the same arguments. */
#include "lib/printf.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_SAME(...)                                                                            \
    do {                                                                                           \
        char ours[128], theirs[128];                                                               \
        printf_buffer(ours, sizeof(ours), __VA_ARGS__);                                            \
        snprintf(theirs, sizeof(theirs), __VA_ARGS__);                                             \
        ck_assert_str_eq(ours, theirs);                                                            \
    } while (0)

START_TEST(numbers_print_as_in_c)
{
    CHECK_SAME("%d %i %u %x", -1, 0, 42u, 0xbeefu);
    CHECK_SAME("%d %d %u", INT_MIN, INT_MAX, UINT_MAX);
    CHECK_SAME("%ld %ld %lu", LONG_MIN, LONG_MAX, ULONG_MAX);
    CHECK_SAME("%lld %llu %llx", LLONG_MIN, ULLONG_MAX, ULLONG_MAX);
    CHECK_SAME("%zu", (size_t)-1);
}
END_TEST

START_TEST(widths_print_as_in_c)
{
    CHECK_SAME("[%5d] [%-5d] [%05d]", 42, 42, 42);
    CHECK_SAME("[%5d] [%-5d] [%05d]", -42, -42, -42);
    CHECK_SAME("[%1d] [%01d] [%02d]", -42, -42, -42);
    CHECK_SAME("[%016lx] [%4x] [%-4x]", 0x1234ul, 0x12345u, 1u);
    CHECK_SAME("[%6s] [%-6s] [%2s]", "abc", "abc", "abc");
    CHECK_SAME("[%3c] [%-3c]", 'x', 'y');
}
END_TEST

START_TEST(plain_text_is_copied)
{
    CHECK_SAME("no conversion");
    CHECK_SAME("100%% of %s%c", "it", '!');
}
END_TEST

START_TEST(unknown_conversion_is_copied)
{
    const char *format = "%q %";
    char text[16];
    printf_buffer(text, sizeof(text), format, 0);
    ck_assert_str_eq(text, "%q %");
}
END_TEST

START_TEST(null_string_is_named)
{
    const char *volatile nothing = NULL; /* unseen by the compiler, which would warn */
    char text[16];
    printf_buffer(text, sizeof(text), "%s", nothing);
    ck_assert_str_eq(text, "(null)");
}
END_TEST

START_TEST(pointer_has_sixteen_digits)
{
    char text[32];
    printf_buffer(text, sizeof(text), "%p", (void *)0x1234);
    ck_assert_str_eq(text, "0x0000000000001234");
}
END_TEST

START_TEST(small_buffer_cuts_and_terminates)
{
    char text[8];
    memset(text, '#', sizeof(text));
    printf_buffer(text, 4, "%s", "abcdef");
    ck_assert_mem_eq(text, "abc\0####", sizeof(text));
    printf_buffer(text, 1, "%d", 12345);
    ck_assert_int_eq(text[0], '\0');
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("printf");
    TCase *tcase = tcase_create("printf");
    tcase_add_test(tcase, numbers_print_as_in_c);
    tcase_add_test(tcase, widths_print_as_in_c);
    tcase_add_test(tcase, plain_text_is_copied);
    tcase_add_test(tcase, unknown_conversion_is_copied);
    tcase_add_test(tcase, null_string_is_named);
    tcase_add_test(tcase, pointer_has_sixteen_digits);
    tcase_add_test(tcase, small_buffer_cuts_and_terminates);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
