/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Syndromes as the Arm ARM prints them, worked out by hand. */
#include "esr_text.h"
#include "workload_support.h"

START_TEST(aborts_are_told_in_words)
{
    static const struct {
        uint32_t esr;
        const char *text;
    } cases[] = {
        {0x96000007, "translation fault, level 3, on a read"},
        {0x96000047, "translation fault, level 3, on a write"},
        {0x96000004, "translation fault, level 0, on a read"},
        {0x9600004f, "permission fault, level 3, on a write"},
        {0x8600000f, "permission fault, level 3, on a fetch"},
        {0x9600000b, "access flag fault, level 3, on a read"},
        {0x96000001, "address size fault, level 1, on a read"},
        {0x96000021, "alignment fault on a read"},
        {0x96000010, "external abort on a read"},
        {0x96000056, "external abort on a walk, level 2, on a write"},
        {0x96000030, "TLB conflict abort on a read"},
        {0x92000007, "translation fault, level 3, on a read"},
        {0x82000007, "translation fault, level 3, on a fetch"},
        {0x9600003f, "abort with status 0x3f on a read"},
        {0x02000000, "exception of class 0x0 (ESR 0x2000000)"},
    };
    char text[ESR_TEXT_MAX];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_str_eq(esr_text(cases[i].esr, text), cases[i].text);
    }
}
END_TEST

int main(void)
{
    return support_main("esr_text", (const TTest *const[]){aborts_are_told_in_words, NULL});
}
