/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The example of docs/timing.md, short enough to be worked out by hand: a page
 * is read, written, invalidated on all cores and read again.
 */
#include "guest.inc"

	mmu_on
	constant x1, DATA_VA
	ldr	x2, [x1]
	mul	x2, x2, x2
	str	x2, [x1]
	lsr	x3, x1, #12
	dsb	ishst
	tlbi	vaae1is, x3
	dsb	ish
	isb
	ldr	x2, [x1]
	exit_ok

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entry	level3_data, 0, DATA_PA + NORMAL_PAGE
