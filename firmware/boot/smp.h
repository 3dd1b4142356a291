/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other cores. Numbers are the firmware's own: the boot core is 0, the
 * others follow in the device tree's order.
 */
#pragma once

#include "dev/board.h"

/* Runs on a core that was started; must not return. */
typedef void (*smp_entry_fn)(unsigned cpu);

/* Gives every core of the board its per-CPU area and stack, from bootmem. */
void smp_prepare(const struct board *board);

/* Starts the other cores one after the other; each calls `entry`. */
void smp_start(smp_entry_fn entry);

/* Where a started core enters C. */
void smp_secondary_main(unsigned cpu);
