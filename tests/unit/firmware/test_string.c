/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * string.c, built under other names (fw_memset and so on) beside the C
 * library's, which is the reference: every offset and size up to a few blocks.
 */
#include "lib/kernel.h"
#include "unit.h"

#include <string.h>

void *fw_memset(void *dst, int byte, size_t size);
void *fw_memcpy(void *restrict dst, const void *restrict src, size_t size);
void *fw_memmove(void *dst, const void *src, size_t size);
int fw_memcmp(const void *a, const void *b, size_t size);

#define ROOM 256
#define MAX_OFFSET 9
#define MAX_SIZE 200

struct buffers {
    _Alignas(16) unsigned char mine[ROOM];
    _Alignas(16) unsigned char reference[ROOM];
};

static void fill(struct buffers *b)
{
    for (int i = 0; i < ROOM; i++) {
        b->mine[i] = b->reference[i] = (unsigned char)(i * 7 + 1);
    }
}

static void same(const struct buffers *b)
{
    ck_assert_mem_eq(b->mine, b->reference, ROOM);
}

START_TEST(memset_fills_exactly_its_range)
{
    struct buffers b;
    for (int offset = 0; offset < MAX_OFFSET; offset++) {
        for (size_t size = 0; size <= MAX_SIZE; size++) {
            fill(&b);
            ck_assert_ptr_eq(fw_memset(b.mine + offset, 0x1c3, size), b.mine + offset);
            memset(b.reference + offset, 0x1c3, size);
            same(&b);
        }
    }
}
END_TEST

START_TEST(memmove_is_right_for_every_overlap)
{
    struct buffers b;
    for (int to = 0; to < MAX_OFFSET; to++) {
        for (int from = 0; from < MAX_OFFSET; from++) {
            for (size_t size = 0; size <= MAX_SIZE; size++) {
                fill(&b);
                ck_assert_ptr_eq(fw_memmove(b.mine + to, b.mine + from, size), b.mine + to);
                memmove(b.reference + to, b.reference + from, size);
                same(&b);
            }
        }
    }
}
END_TEST

START_TEST(memcpy_copies_exactly_its_range)
{
    unsigned char source[ROOM];
    struct buffers b;
    memset(source, 0x3d, sizeof(source));
    for (int offset = 0; offset < MAX_OFFSET * MAX_OFFSET; offset++) {
        int to = offset / MAX_OFFSET, from = offset % MAX_OFFSET;
        for (size_t size = 0; size <= MAX_SIZE; size++) {
            fill(&b);
            ck_assert_ptr_eq(fw_memcpy(b.mine + to, source + from, size), b.mine + to);
            memcpy(b.reference + to, source + from, size);
            same(&b);
        }
    }
}
END_TEST

START_TEST(memcmp_orders_by_first_different_byte)
{
    ck_assert_int_eq(fw_memcmp("abc", "abc", 3), 0);
    ck_assert_int_eq(fw_memcmp("abx", "aby", 2), 0);
    ck_assert_int_lt(fw_memcmp("abx", "aby", 3), 0);
    ck_assert_int_gt(fw_memcmp("\xff", "\x01", 1), 0);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {memset_fills_exactly_its_range, 0},
        {memmove_is_right_for_every_overlap, 0},
        {memcpy_copies_exactly_its_range, 0},
        {memcmp_orders_by_first_different_byte, 0},
    };
    return unit_run("string", tests, ARRAY_SIZE(tests));
}
