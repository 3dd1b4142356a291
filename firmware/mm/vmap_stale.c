/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sorted array of ranges that do not overlap, each with the number of
 * flushes that had begun when it was cleared. A flush has a number, too: it
 * clears what has a smaller one.
 */
#include "mm/vmap_stale.h"

#include "arch/barrier.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/layout.h"

#define STALE_MAX 65536u

struct stale {
    uintptr_t start;
    uintptr_t end;
    uint64_t cleared; /* flushes begun by then */
};

static struct stale stale[STALE_MAX];
static uint32_t stale_count;
static uint64_t flushes; /* begun */
static bool locked;

/* No lock class: this lock belongs to no firmware that is measured. */
static void lock(void)
{
    while (__atomic_test_and_set(&locked, __ATOMIC_ACQUIRE)) {
        cpu_relax();
    }
}

static void unlock(void)
{
    __atomic_clear(&locked, __ATOMIC_RELEASE);
}

/* The number of the first range that ends above addr. */
static uint32_t first_above(uintptr_t addr)
{
    uint32_t low = 0, high = stale_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (stale[middle].end <= addr) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void insert(uint32_t at, struct stale range)
{
    BUG_ON(stale_count == STALE_MAX);
    memmove(&stale[at + 1], &stale[at], (stale_count - at) * sizeof(range));
    stale[at] = range;
    stale_count++;
}

static void erase(uint32_t at)
{
    stale_count--;
    memmove(&stale[at], &stale[at + 1], (stale_count - at) * sizeof(stale[0]));
}

/* Takes [start, end) out of what was cleared before flush number `before`. */
static void carve(uintptr_t start, uintptr_t end, uint64_t before)
{
    for (uint32_t at = first_above(start); at < stale_count && stale[at].start < end;) {
        const struct stale whole = stale[at];
        if (whole.cleared >= before) {
            at++;
            continue;
        }
        erase(at);
        if (whole.start < start) {
            insert(at++, (struct stale){whole.start, start, whole.cleared});
        }
        if (whole.end > end) {
            insert(at++, (struct stale){end, whole.end, whole.cleared});
        }
    }
}

void vmap_stale_add(uintptr_t start, uintptr_t end)
{
    if (start == end) {
        return;
    }
    lock();
    carve(start, end, UINT64_MAX);
    insert(first_above(start), (struct stale){start, end, flushes});
    unlock();
}

uint64_t vmap_stale_flush_begin(void)
{
    lock();
    uint64_t number = ++flushes;
    unlock();
    return number;
}

void vmap_stale_flush_end(uint64_t flush, uintptr_t start, uintptr_t end)
{
    lock();
    carve(start, end, flush);
    unlock();
}

void vmap_stale_check(uintptr_t start, uintptr_t end)
{
    lock();
    uint32_t at = first_above(start);
    struct stale found = {0};
    if (at < stale_count && stale[at].start < end) {
        found = stale[at];
    }
    uint64_t begun = flushes;
    unlock();
    if (found.end != 0) {
        panic("%lx-%lx is used again, but %lx-%lx was not flushed since its entries were "
              "cleared (%llu flushes began since)",
              (unsigned long)start, (unsigned long)end, (unsigned long)found.start,
              (unsigned long)found.end, (unsigned long long)(begun - found.cleared));
    }
}

uint64_t vmap_stale_pages(void)
{
    uint64_t pages = 0;
    lock();
    for (uint32_t i = 0; i < stale_count; i++) {
        pages += (stale[i].end - stale[i].start) >> PAGE_SHIFT;
    }
    unlock();
    return pages;
}

void vmap_stale_reset(void)
{
    lock();
    stale_count = 0;
    unlock();
}
