/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For debugging (meson setup -Dcheck_mirror=true): a list beside the engine's
 * page cache of what the engine may hold, that is, every page it was given
 * less those it was told to forget. The engine may forget more on its own.
 * Without the option none of it is compiled.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct shadow_page {
    uint64_t va, pa; /* 4K aligned; va with its tag */
    bool fetch; /* given for instructions, otherwise for data */
};

struct shadow {
    struct shadow_page *page;
    size_t count, capacity;
};

#ifdef CHECK_MIRROR

/* Ends the program when out of memory. */
void shadow_add(struct shadow *shadow, uint64_t va, uint64_t pa, bool fetch);
/* As the engine's drop does: on both sides, under this very address, never a tagged one. */
void shadow_drop(struct shadow *shadow, uint64_t va);
void shadow_clear(struct shadow *shadow);
void shadow_finish(struct shadow *shadow);

#else

static inline void shadow_add(struct shadow *shadow, uint64_t va, uint64_t pa, bool fetch)
{
    (void)shadow, (void)va, (void)pa, (void)fetch;
}

static inline void shadow_drop(struct shadow *shadow, uint64_t va)
{
    (void)shadow, (void)va;
}

static inline void shadow_clear(struct shadow *shadow)
{
    (void)shadow;
}

static inline void shadow_finish(struct shadow *shadow)
{
    (void)shadow;
}

#endif
