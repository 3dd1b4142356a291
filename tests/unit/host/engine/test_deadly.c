/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host/engine/deadly.c: which words never reach the engine. */
#include "deadly.h"
#include "suite.h"

/* Neighbours in the same class that the architecture does have: operands 1, 2, 3. */
START_TEST(allocated_half_precision_word_is_left_alone)
{
    static const uint32_t words[] = {
        0x0e430441, /* fmaxnm v1.4h, v2.4h, v3.4h */
        0x4e431441, /* fadd v1.8h, v2.8h, v3.8h */
        0x2ec31441, /* fabd v1.4h, v2.4h, v3.4h */
        0x0e798841, /* frintn v1.4h, v2.4h */
        0x0ef8c841, /* fcmgt v1.4h, v2.4h, #0.0 */
        0x6ef9f841, /* fsqrt v1.8h, v2.8h */
        0x5ef9f841, /* frecpx h1, h2 */
        0x1e780841, /* fmul d1, d2, d24: the same bits [27:10] */
    };

    for (size_t i = 0; i < SUITE_COUNT(words); i++) {
        ck_assert_msg(!deadly_word(words[i]), "%08x", (unsigned)words[i]);
    }
}
END_TEST

START_TEST(unallocated_half_precision_word_is_deadly)
{
    static const uint32_t words[] = {
        0x0e402c00, /* three same, U 0, a 0, opcode 5 */
        0x6ec33c41, /* three same, U 1, a 1, opcode 7 */
        0x0e780800, /* two-register, opcode 0 */
        0x6ef8e841, /* two-register, U 1, a 1, opcode 14 */
        0x7ef8f841, /* scalar: what would be FNEG */
        0x5ef8f841, /* scalar: what would be FABS */
    };

    for (size_t i = 0; i < SUITE_COUNT(words); i++) {
        ck_assert_msg(deadly_word(words[i]), "%08x", (unsigned)words[i]);
    }
}
END_TEST

START_TEST(deadly_word_is_found_wherever_it_stands)
{
    uint32_t word[1024] = {[3] = 0x0e430441, [900] = 0x4e431441};

    ck_assert(!deadly_among(word, 1024));
    for (size_t at = 0; at < 1024; at += 341) {
        uint32_t before = word[at];

        word[at] = 0x0e402c00;
        ck_assert(deadly_among(word, 1024));
        word[at] = before;
    }
}
END_TEST

START_TEST(copy_replaces_the_deadly_words_alone)
{
    const uint32_t from[] = {0xd503201f, 0x0e402c00, 0x0e430441, 0x0e780800};
    uint32_t to[4];

    deadly_copy_without(to, from, 4);
    ck_assert_uint_eq(to[0], from[0]);
    ck_assert_uint_eq(to[1], 0);
    ck_assert_uint_eq(to[2], from[2]);
    ck_assert_uint_eq(to[3], 0);
}
END_TEST

int main(void)
{
    return suite_run("deadly", (const TTest *const[]){allocated_half_precision_word_is_left_alone,
                                                      unallocated_half_precision_word_is_deadly,
                                                      deadly_word_is_found_wherever_it_stands,
                                                      copy_replaces_the_deadly_words_alone, NULL});
}
