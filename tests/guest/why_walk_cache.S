/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table is replaced by another one, but only its last level is invalidated:
 * the walk cache still leads to the old table.
 */
#include "guest.inc"

	mmu_on
	constant x1, DATA_VA
	ldr	xzr, [x1]		/* miss; the walk cache knows level3_data */
	adrp	x4, level2
	add	x4, x4, :lo12:level2
	adrp	x5, level3_other
	add	x5, x5, #DESC_TABLE
	str	x5, [x4, #8]
	dsb	ishst
	isb
	tlbi_operand x3, DATA_VA
	tlbi	vale1, x3
	dsb	nsh
	isb
	ldr	xzr, [x1]		/* miss, and a walk of the old table */
	exit_ok

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entry	level3_data, 0, DATA_PA + NORMAL_PAGE
	table	level3_other
	entry	level3_other, 0, DATA_PA + 0x1000 + NORMAL_PAGE
