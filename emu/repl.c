/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rings of ages, and the rule that an empty slot goes first. */
#include "repl.h"

#include "hot.h"

#include <stdlib.h>

static const struct repl_ops *const policies[REPL_POLICY_COUNT] = {
    [REPL_FIFO] = &repl_fifo,
    [REPL_LRU] = &repl_lru,
    [REPL_PLRU] = &repl_plru,
    [REPL_RANDOM] = &repl_random,
};

static void ring_init(struct repl *r, unsigned set)
{
    unsigned first = set * r->ways;

    r->oldest[set] = first;
    for (unsigned way = 0; way < r->ways; way++) {
        r->link[first + way] = (struct repl_link){
            .older = first + (way + r->ways - 1) % r->ways,
            .younger = first + (way + 1) % r->ways,
            .set = set,
        };
    }
}

static bool arrays_init(struct repl *r, enum repl_policy policy, unsigned sets)
{
    r->link = calloc((size_t)sets * r->ways, sizeof(*r->link));
    r->oldest = calloc(sets, sizeof(*r->oldest));
    r->filled = calloc(sets, sizeof(*r->filled));
    if (policy == REPL_PLRU) {
        r->tree = calloc(sets, repl_tree_size(r->ways));
    }
    return r->link != NULL && r->oldest != NULL && r->filled != NULL &&
           (policy != REPL_PLRU || r->tree != NULL);
}

bool repl_init(struct repl *r, enum repl_policy policy, unsigned sets, unsigned ways)
{
    *r = (struct repl){.ops = policies[policy], .ways = ways};
    if (!arrays_init(r, policy, sets)) {
        repl_finish(r);
        return false;
    }
    for (unsigned set = 0; set < sets; set++) {
        ring_init(r, set);
    }
    return true;
}

void repl_finish(struct repl *r)
{
    if (r != NULL) {
        free(r->link);
        free(r->oldest);
        free(r->filled);
        free(r->tree);
        *r = (struct repl){0};
    }
}

void repl_seed(struct repl *r, uint64_t seed)
{
    r->random = seed;
}

/* Moves the slot between the youngest and the oldest of its ring. */
HOT static void move_to_seam(struct repl *r, unsigned slot)
{
    struct repl_link *l = &r->link[slot];
    unsigned oldest = r->oldest[l->set];
    unsigned youngest = r->link[oldest].older;

    if (slot == oldest || slot == youngest) {
        return;
    }
    r->link[l->older].younger = l->younger;
    r->link[l->younger].older = l->older;
    l->older = youngest;
    l->younger = oldest;
    r->link[youngest].younger = slot;
    r->link[oldest].older = slot;
}

HOT void repl_renew(struct repl *r, unsigned slot)
{
    unsigned set = r->link[slot].set;

    if (slot == r->oldest[set]) {
        r->oldest[set] = r->link[slot].younger;
    } else {
        move_to_seam(r, slot);
    }
}

unsigned repl_victim(struct repl *r, unsigned set)
{
    bool oldest = r->filled[set] < r->ways || r->ops->victim == NULL;

    return oldest ? r->oldest[set] : r->ops->victim(r, set);
}

void repl_filled(struct repl *r, unsigned slot)
{
    r->filled[r->link[slot].set]++;
    repl_replaced(r, slot);
}

void repl_replaced(struct repl *r, unsigned slot)
{
    repl_renew(r, slot);
    if (r->ops->fill != NULL) {
        r->ops->fill(r, slot);
    }
}

void repl_hit(struct repl *r, unsigned slot)
{
    if (r->ops->hit != NULL) {
        r->ops->hit(r, slot);
    }
}

void repl_emptied(struct repl *r, unsigned slot)
{
    unsigned set = r->link[slot].set;

    r->filled[set]--;
    move_to_seam(r, slot);
    r->oldest[set] = slot;
}
