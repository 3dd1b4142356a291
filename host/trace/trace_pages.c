/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_pages.h"

#include "trace_bytes.h"

#include <string.h>

#define PAGE_SHIFT 12
#define HASH_BITS 13 /* log2 TRACE_PAGES_BITS */
/* Beyond so many pages every probe would find something. */
#define PROBE_MAX 64

/* Fibonacci hashing: neighbours spread over all of the bits. */
static unsigned bit_of(uint64_t address)
{
    return (unsigned)((address >> PAGE_SHIFT) * 0x9e3779b97f4a7c15ULL >> (64 - HASH_BITS));
}

void trace_pages_clear(struct trace_pages *pages)
{
    memset(pages, 0, sizeof(*pages));
    pages->first = UINT64_MAX;
}

void trace_pages_add(struct trace_pages *pages, const struct event *ev)
{
    struct trace_span span;
    unsigned bit;

    if (ev->kind == EVENT_TLBI || !trace_reach(ev, &span)) {
        return;
    }
    pages->first = span.first < pages->first ? span.first : pages->first;
    pages->last = span.last > pages->last ? span.last : pages->last;
    pages->shifts |= 1ULL << __builtin_ctzll(~(span.last - span.first) | 1ULL << 63);
    bit = bit_of(span.first);
    pages->bits[bit / 8] |= (uint8_t)(1u << bit % 8);
}

static bool is_set(const struct trace_pages *pages, uint64_t address)
{
    const unsigned bit = bit_of(address);

    return (pages->bits[bit / 8] >> bit % 8 & 1) != 0;
}

/* Whether an event of any size that occurs may cover the address. */
static bool may_cover(const struct trace_pages *pages, uint64_t address)
{
    for (uint64_t shifts = pages->shifts; shifts != 0; shifts &= shifts - 1) {
        const unsigned shift = (unsigned)__builtin_ctzll(shifts);

        if (is_set(pages, address & ~((1ULL << shift) - 1))) {
            return true;
        }
    }
    return false;
}

bool trace_pages_may_hold(const struct trace_pages *pages, struct trace_span span)
{
    if (pages->shifts == 0 || span.last < pages->first || span.first > pages->last) {
        return false;
    }
    if ((span.last >> PAGE_SHIFT) - (span.first >> PAGE_SHIFT) >= PROBE_MAX) {
        return true;
    }
    for (uint64_t page = span.first >> PAGE_SHIFT; page <= span.last >> PAGE_SHIFT; page++) {
        if (may_cover(pages, page << PAGE_SHIFT)) {
            return true;
        }
    }
    return false;
}

void trace_pages_write(const struct trace_pages *pages, uint8_t out[TRACE_PAGES_BYTES])
{
    trace_put64(out, pages->first);
    trace_put64(out + 8, pages->last);
    trace_put64(out + 16, pages->shifts);
    memcpy(out + 24, pages->bits, sizeof(pages->bits));
}

void trace_pages_read(const uint8_t in[TRACE_PAGES_BYTES], struct trace_pages *ret)
{
    ret->first = trace_get64(in);
    ret->last = trace_get64(in + 8);
    ret->shifts = trace_get64(in + 16);
    memcpy(ret->bits, in + 24, sizeof(ret->bits));
}
