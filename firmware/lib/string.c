/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory functions of the freestanding build. Aligned stretches go in blocks
 * of 64 bytes, then words, then bytes; when source and destination do not
 * share their alignment, bytes only, since this firmware is built for memory
 * that may fault on misaligned accesses.
 *
 * Built with -fno-tree-loop-distribute-patterns: the compiler must not turn a
 * loop here into a call of the function that it is in.
 */
#include "lib/string.h"

#include "lib/kernel.h"

#define WORD sizeof(uint64_t)
#define BLOCK (8 * WORD)

static __force_inline size_t bytes_to_word(const void *p)
{
    return -(uintptr_t)p & (WORD - 1);
}

static __force_inline bool same_alignment(const void *a, const void *b)
{
    return (((uintptr_t)a ^ (uintptr_t)b) & (WORD - 1)) == 0;
}

void *memset(void *dst, int byte, size_t size)
{
    unsigned char *p = dst;
    for (size_t head = min(bytes_to_word(p), size); head > 0; head--, size--) {
        *p++ = (unsigned char)byte;
    }
    uint64_t word = 0x0101010101010101ULL * (unsigned char)byte;
    uint64_t *words = (uint64_t *)(void *)p;
    for (; size >= BLOCK; size -= BLOCK, words += 8) {
        words[0] = words[1] = words[2] = words[3] = word;
        words[4] = words[5] = words[6] = words[7] = word;
    }
    for (; size >= WORD; size -= WORD) {
        *words++ = word;
    }
    for (p = (unsigned char *)words; size > 0; size--) {
        *p++ = (unsigned char)byte;
    }
    return dst;
}

/* Low addresses first; right for overlap when dst lies below src. */
static void copy_up(unsigned char *dst, const unsigned char *src, size_t size)
{
    if (same_alignment(dst, src)) {
        for (size_t head = min(bytes_to_word(dst), size); head > 0; head--, size--) {
            *dst++ = *src++;
        }
        uint64_t *to = (uint64_t *)(void *)dst;
        const uint64_t *from = (const uint64_t *)(const void *)src;
        for (; size >= 4 * WORD; size -= 4 * WORD, to += 4, from += 4) {
            uint64_t a = from[0], b = from[1], c = from[2], d = from[3];
            to[0] = a, to[1] = b, to[2] = c, to[3] = d;
        }
        for (; size >= WORD; size -= WORD) {
            *to++ = *from++;
        }
        dst = (unsigned char *)to;
        src = (const unsigned char *)from;
    }
    while (size-- > 0) {
        *dst++ = *src++;
    }
}

/* High addresses first; right for overlap when dst lies above src. */
static void copy_down(unsigned char *dst, const unsigned char *src, size_t size)
{
    dst += size;
    src += size;
    if (same_alignment(dst, src)) {
        for (size_t tail = min((uintptr_t)dst & (WORD - 1), size); tail > 0; tail--, size--) {
            *--dst = *--src;
        }
        for (; size >= WORD; size -= WORD) {
            dst -= WORD;
            src -= WORD;
            *(uint64_t *)(void *)dst = *(const uint64_t *)(const void *)src;
        }
    }
    while (size-- > 0) {
        *--dst = *--src;
    }
}

void *memcpy(void *restrict dst, const void *restrict src, size_t size)
{
    copy_up(dst, src, size);
    return dst;
}

void *memmove(void *dst, const void *src, size_t size)
{
    if ((uintptr_t)dst - (uintptr_t)src >= size) {
        copy_up(dst, src, size);
    } else {
        copy_down(dst, src, size);
    }
    return dst;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *p = a, *q = b;
    for (; size > 0; size--, p++, q++) {
        if (*p != *q) {
            return *p - *q;
        }
    }
    return 0;
}
