/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Patterns in frames; one bit for each frame says whether it has one. */
#include "mm/poison.h"

#include "lib/panic.h"
#include "lib/string.h"

#define FRAMES_MAX (UINT64_C(1) << 24) /* 64 GiB */
static uint8_t poisoned[FRAMES_MAX / 8];

void poison_fill(void *from, size_t size, uint8_t pattern)
{
    memset(from, pattern, size);
}

/* How many whole words from an aligned address on are the pattern, in bytes. */
static size_t skip_words(const uint8_t *bytes, size_t size, uint8_t pattern)
{
    const uint64_t *words = (const void *)bytes;
    const uint64_t wanted = pattern * UINT64_C(0x0101010101010101);
    size_t i = 0;
    while (i < size / sizeof(wanted) && words[i] == wanted) {
        i++;
    }
    return i * sizeof(wanted);
}

const uint8_t *poison_find(const void *from, size_t size, uint8_t pattern)
{
    const uint8_t *bytes = from;
    size_t i = IS_ALIGNED((uintptr_t)from, sizeof(uint64_t)) ? skip_words(from, size, pattern) : 0;
    for (; i < size; i++) {
        if (bytes[i] != pattern) {
            return &bytes[i];
        }
    }
    return NULL;
}

static uint64_t index_of(const struct page *page)
{
    uint64_t index = page_to_pfn(page) - mem_map_start;
    BUG_ON(index >= FRAMES_MAX);
    return index;
}

/* Neighbours share a byte, and two cores may free them at the same time. */
static void mark(uint64_t index, bool set)
{
    uint8_t bit = (uint8_t)(1u << index % 8);
    if (set) {
        __atomic_fetch_or(&poisoned[index / 8], bit, __ATOMIC_RELAXED);
    } else {
        __atomic_fetch_and(&poisoned[index / 8], (uint8_t)~bit, __ATOMIC_RELAXED);
    }
}

void poison_page(struct page *page)
{
    poison_fill(page_address(page), PAGE_SIZE, POISON_PAGE);
    mark(index_of(page), true);
}

void poison_check_page(struct page *page)
{
    uint64_t index = index_of(page);
    if (!(READ_ONCE(poisoned[index / 8]) >> index % 8 & 1)) {
        return;
    }
    mark(index, false);
    const uint8_t *base = page_address(page);
    const uint8_t *bad = poison_find(base, PAGE_SIZE, POISON_PAGE);
    if (bad != NULL) {
        panic("use after free: the frame at %llx was written while it was free: byte %u is %02x",
              (unsigned long long)page_to_phys(page), (unsigned)(bad - base), *bad);
    }
}
