/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Access flag and dirty state, written into the tables by hardware. */
#pragma once

#include "mmu_decide.h"

/*
 * Does the updates of a decision's walk in memory. One that aborts turns the
 * decision into an external abort of the walk.
 */
void mmu_update_descriptor(struct mmu *mmu, struct decision *d);
