/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arena.h"
#include "workload_support.h"

#include <string.h>

START_TEST(pieces_are_zeroed_aligned_and_apart)
{
    struct arena *arena = arena_create();
    static const unsigned char zeros[5000];
    unsigned char *last = NULL;

    for (size_t size = 1; size < 5000; size += 37) {
        unsigned char *piece = arena_alloc(arena, size);

        ck_assert_uint_eq((uintptr_t)piece % _Alignof(max_align_t), 0);
        ck_assert_mem_eq(piece, zeros, size);
        memset(piece, 0xaa, size);
        ck_assert(last == NULL || last[0] == 0xaa);
        last = piece;
    }
    arena_destroy(arena);
}
END_TEST

START_TEST(piece_beyond_a_chunk_is_given)
{
    struct arena *arena = arena_create();
    char *small = arena_alloc(arena, 8), *big = arena_alloc(arena, 1 << 20);

    memset(big, 1, 1 << 20);
    ck_assert_int_eq(small[7], 0);
    arena_destroy(arena);
}
END_TEST

START_TEST(impossible_size_is_refused)
{
    struct arena *arena = arena_create();

    ck_assert_ptr_null(arena_alloc(arena, SIZE_MAX));
    arena_destroy(arena);
    arena_destroy(NULL);
}
END_TEST

START_TEST(copy_ends_after_its_length)
{
    struct arena *arena = arena_create();

    ck_assert_str_eq(arena_copy(arena, "vmalloc", 3), "vma");
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    return support_main("arena", (const TTest *const[]){pieces_are_zeroed_aligned_and_apart,
                                                        piece_beyond_a_chunk_is_given,
                                                        impossible_size_is_refused,
                                                        copy_ends_after_its_length, NULL});
}
