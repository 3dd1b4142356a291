/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "size.h"

#include "suite.h"

#include <errno.h>

static const struct {
    const char *text;
    int number_status, size_status;
    uint64_t value; /* of whichever succeeds */
} cases[] = {
    {"0", 0, 0, 0},
    {"64", 0, 0, 64},
    {"007", 0, 0, 7},
    {"0x1F", 0, 0, 31},
    {"0Xff", 0, 0, 255},
    {"64K", -EINVAL, 0, 65536},
    {"0x10K", -EINVAL, 0, 16384},
    {"2M", -EINVAL, 0, 2097152},
    {"1G", -EINVAL, 0, 1073741824},
    {"1T", -EINVAL, 0, 1099511627776},
    {"18446744073709551615", 0, 0, UINT64_MAX},
    {"18446744073709551616", -ERANGE, -ERANGE, 0},
    {"0x10000000000000000", -ERANGE, -ERANGE, 0},
    {"17179869183G", -EINVAL, 0, 0xffffffffc0000000},
    {"17179869184G", -EINVAL, -ERANGE, 0},
    {"99999999999999999999K", -EINVAL, -ERANGE, 0},
    {"", -EINVAL, -EINVAL, 0},
    {"K", -EINVAL, -EINVAL, 0},
    {"0x", -EINVAL, -EINVAL, 0},
    {"-1", -EINVAL, -EINVAL, 0},
    {"+1", -EINVAL, -EINVAL, 0},
    {" 1", -EINVAL, -EINVAL, 0},
    {"1 ", -EINVAL, -EINVAL, 0},
    {"1KB", -EINVAL, -EINVAL, 0},
    {"1k", -EINVAL, -EINVAL, 0},
    {"1.5M", -EINVAL, -EINVAL, 0},
    {"12a", -EINVAL, -EINVAL, 0},
};

#define CASE_COUNT (sizeof(cases) / sizeof(cases[0]))
#define UNTOUCHED 0x1234

static void check(const char *text, int status, int want_status, uint64_t value, uint64_t want)
{
    ck_assert_msg(status == want_status, "\"%s\": status %d, not %d", text, status, want_status);
    ck_assert_msg(value == (status == 0 ? want : UNTOUCHED), "\"%s\": value %llx", text,
                  (unsigned long long)value);
}

START_TEST(number_is_strict)
{
    for (size_t i = 0; i < CASE_COUNT; i++) {
        uint64_t value = UNTOUCHED;
        const int status = size_parse_number(cases[i].text, &value);

        check(cases[i].text, status, cases[i].number_status, value, cases[i].value);
    }
}
END_TEST

START_TEST(size_takes_a_suffix)
{
    for (size_t i = 0; i < CASE_COUNT; i++) {
        uint64_t value = UNTOUCHED;
        const int status = size_parse(cases[i].text, &value);

        check(cases[i].text, status, cases[i].size_status, value, cases[i].value);
    }
}
END_TEST

int main(void)
{
    return suite_run("size", (const TTest *const[]){number_is_strict, size_takes_a_suffix, NULL});
}
