/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who leaves a set. A victim is a slot that holds nothing, if the set has one
 * (the one emptied last first); otherwise the policy chooses.
 *
 * Each set is a ring of its slots by age:
 *
 *     oldest -> next victim: empty slots first, then by the policy's order
 *        ...
 *     youngest
 *
 * so that every step is O(1) for any number of ways (O(log ways) in a tree).
 * Slots are numbered set * ways + way.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "machine_config.h"

struct repl;

/* A policy. One file each; repl.c has the table. */
struct repl_ops {
    /* The slot was filled, it is the youngest now. NULL: that is all. */
    void (*fill)(struct repl *r, unsigned slot);
    /* The slot was used. NULL: uses change nothing. */
    void (*hit)(struct repl *r, unsigned slot);
    /* The slot to replace; every slot of the set is filled. NULL: the oldest. */
    unsigned (*victim)(struct repl *r, unsigned set);
};

struct repl_link {
    uint32_t older, younger;
    uint32_t set;
};

struct repl {
    const struct repl_ops *ops;
    struct repl_link *link; /* of each slot */
    uint32_t *oldest; /* of each set */
    uint32_t *filled; /* slots in use in each set */
    uint8_t *tree; /* REPL_PLRU: see repl_plru.c */
    uint64_t random; /* REPL_RANDOM: the generator */
    unsigned ways;
};

extern const struct repl_ops repl_fifo;
extern const struct repl_ops repl_lru;
extern const struct repl_ops repl_plru;
extern const struct repl_ops repl_random;

/* Every slot empty, way 0 first to be filled; seed 0. False when out of memory. */
bool repl_init(struct repl *r, enum repl_policy policy, unsigned sets, unsigned ways);
void repl_finish(struct repl *r);

/* What random choices follow from. */
void repl_seed(struct repl *r, uint64_t seed);

/* The slot that a fill of the set takes. Ask once for each fill: a random policy draws. */
unsigned repl_victim(struct repl *r, unsigned set);

/* What happened to a slot: an empty one was filled, a full one too, one was used, one was emptied.
 */
void repl_filled(struct repl *r, unsigned slot);
void repl_replaced(struct repl *r, unsigned slot);
void repl_hit(struct repl *r, unsigned slot);
void repl_emptied(struct repl *r, unsigned slot);

/* For policies: make the slot the youngest of its set. */
void repl_renew(struct repl *r, unsigned slot);

/* For the tree policy: bytes of one set's tree. */
unsigned repl_tree_size(unsigned ways);
