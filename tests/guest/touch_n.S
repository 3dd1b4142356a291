/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Touches PAGES pages in ascending order, then again in the same order: the
 * data accesses of this guest are these 2 * PAGES loads, or ROUNDS * PAGES for
 * those who define it. All of it that runs with the MMU on lies in one page.
 */
#include "guest.inc"

#ifndef ROUNDS
#define ROUNDS 2
#endif

	mmu_on
	constant x3, ROUNDS
0:	constant x1, DATA_VA
	constant x2, PAGES
1:	ldr	xzr, [x1]
	add	x1, x1, #1, lsl #12
	subs	x2, x2, #1
	b.ne	1b
	subs	x3, x3, #1
	b.ne	0b
	exit_ok

	upper_tables
	entries	level2, 1, (PAGES + 511) / 512, level3_data + DESC_TABLE, 4096
	table	level3_data
	entries	level3_data, 0, PAGES, DATA_PA + NORMAL_PAGE, 4096
