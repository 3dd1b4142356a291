/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses as distinct types, so that a virtual one is never taken for a
 * physical one. Only the helpers here and the arithmetic of one module open
 * the wrapper.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint64_t v;
} va_t;

typedef struct {
    uint64_t v;
} pa_t;

static inline va_t va(uint64_t v)
{
    return (va_t){v};
}

static inline pa_t pa(uint64_t v)
{
    return (pa_t){v};
}

/* The address rounded down to a multiple of 2^shift bytes. */
static inline va_t va_align_down(va_t a, unsigned shift)
{
    return va(a.v >> shift << shift);
}

static inline pa_t pa_align_down(pa_t a, unsigned shift)
{
    return pa(a.v >> shift << shift);
}

static inline pa_t pa_add(pa_t a, uint64_t bytes)
{
    return pa(a.v + bytes);
}
