/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page that is not global is cached for ASID 0; ASID 1 misses it. */
#include "guest.inc"

	mmu_on
	constant x1, DATA_VA
	ldr	xzr, [x1]		/* miss */
	adrp	x10, level0
	mov	x6, #1
	orr	x10, x10, x6, lsl #48
	msr	ttbr0_el1, x10
	isb
	ldr	xzr, [x1]		/* miss */
	exit_ok

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entry	level3_data, 0, DATA_PA + (NORMAL_PAGE | DESC_NOT_GLOBAL)
