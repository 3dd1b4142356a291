/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far the descriptors of a walk were: which fetches the descriptor cache
 * served. Fetches are made one after the other, each miss brings its line at
 * once; a fetch that aborts brings none.
 */
#pragma once

#include "mmu_decide.h"

/* Makes the fetches of d's walk, if it is one, and notes the outcome of each in d. */
void mmu_fetch(struct mmu *mmu, struct decision *d);

/*
 * Notes what each fetch would find, changing nothing. Fetches of one walk that
 * displace each other's lines (a cache of very few) are not foreseen.
 */
void mmu_fetch_peek(const struct mmu *mmu, struct decision *d);
