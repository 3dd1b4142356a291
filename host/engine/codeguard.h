/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeps words that are fatal to the engine (deadly.h) from being translated: a
 * page of RAM that has one is executed from a substitute, where UDF #0 stands in
 * its place.
 *
 * To know what a page has when the engine reads it as code, no engine may
 * write it meanwhile: in the engines' page caches a page of RAM is either
 * writable or executable. The guest sees nothing of this. What is taken from
 * an engine it asks for again, and answering for a page that the L1 holds
 * leaves no trace.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define CODEGUARD_PAGE 4096u

/* Where the substitutes are in the engines' physical addresses: far above any RAM. */
#define CODEGUARD_BASE (1ULL << 46)
#define CODEGUARD_SUBSTITUTES 64u
#define CODEGUARD_SIZE ((uint64_t)CODEGUARD_SUBSTITUTES * CODEGUARD_PAGE)

/* What takes a page from the engines' page caches. */
struct codeguard_ops {
    void (*drop_page)(void *ctx, unsigned core, uint64_t va);
    void (*drop_all)(void *ctx); /* of all cores */
    /* The page at that RAM offset is executed again, and may have been written meanwhile. */
    void (*written)(void *ctx, uint64_t page);
};

struct codeguard;

/* ram: ram_size bytes, multiple of 4K, borrowed. NULL when out of memory. */
struct codeguard *codeguard_create(const struct codeguard_ops *ops, void *ctx, const uint8_t *ram,
                                   uint64_t ram_size);
void codeguard_destroy(struct codeguard *guard);

/* Host memory of the substitutes, CODEGUARD_SIZE bytes. */
void *codeguard_substitutes(struct codeguard *guard);

/* Who is given a page: a core, by a virtual address (4K aligned, with its tag). */
struct codeguard_holder {
    unsigned core;
    uint64_t va;
};

/*
 * The page at RAM offset `page` is to be executed. False: as it is; true: at
 * the physical address *ret_substitute.
 */
bool codeguard_execute(struct codeguard *guard, uint64_t page, struct codeguard_holder holder,
                       uint64_t *ret_substitute);

/* The page is to be writable: nobody executes it until codeguard_execute(). */
void codeguard_write(struct codeguard *guard, uint64_t page, struct codeguard_holder holder);
/* It is to be readable, and could be writable at once: false when it has to wait for a store. */
bool codeguard_read(struct codeguard *guard, uint64_t page, struct codeguard_holder holder);
/* The host itself changed the page. */
void codeguard_changed(struct codeguard *guard, uint64_t page);

/*
 * Substitutes run out, since an engine keeps translations of old ones. When
 * true, every engine forgets its translated code before it executes the next
 * block, then codeguard_recycle(). Until then there is one more.
 */
bool codeguard_exhausted(const struct codeguard *guard);
void codeguard_recycle(struct codeguard *guard);
