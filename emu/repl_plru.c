/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tree pseudo-LRU. Above the ways of a set stands a binary tree; each inner
 * node points to the half that was not used last:
 *
 *              1
 *          2       3          node n has the children 2n and 2n + 1,
 *        4   5   6   7        way w is the leaf leaves + w
 *
 * A use turns the nodes on its path away from it; the victim is where they all
 * point. Ways that are no power of two leave leaves out at the right end, and
 * a node never leads there.
 */
#include "repl.h"

static unsigned leaves_for(unsigned ways)
{
    unsigned leaves = 1;

    while (leaves < ways) {
        leaves *= 2;
    }
    return leaves;
}

unsigned repl_tree_size(unsigned ways)
{
    return leaves_for(ways);
}

static uint8_t *tree_of(const struct repl *r, unsigned set)
{
    return r->tree + (uint64_t)set * repl_tree_size(r->ways);
}

static void use(struct repl *r, unsigned slot)
{
    uint8_t *right_is_next = tree_of(r, slot / r->ways);

    for (unsigned node = leaves_for(r->ways) + slot % r->ways; node > 1; node /= 2) {
        right_is_next[node / 2] = node % 2 == 0;
    }
}

static unsigned victim(struct repl *r, unsigned set)
{
    const uint8_t *right_is_next = tree_of(r, set);
    unsigned way = 0;

    for (unsigned node = 1, span = leaves_for(r->ways); span > 1;) {
        span /= 2;
        bool right = right_is_next[node] != 0 && way + span < r->ways;

        way += right ? span : 0;
        node = 2 * node + right;
    }
    return set * r->ways + way;
}

const struct repl_ops repl_plru = {.fill = use, .hit = use, .victim = victim};
