/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accesses that no table maps: each attempt misses every TLB, walks as far as
 * the tables go, faults, and leaves nothing behind that the next could hit.
 * Then stores that a mapping denies: the translation is a valid one and stays,
 * so that the second store faults without a miss. The handler lies in the page of the code and touches no memory.
 */
#include "guest.inc"

	adr	x0, vectors
	msr	vbar_el1, x0
	mmu_on
	constant x1, DATA_VA + 0x1000	/* no page: fails at level 3 */
	constant x2, DATA_VA + 0x200000	/* no table: fails at level 2 */
	constant x3, DATA_VA
	constant x5, DATA_VA + 0x2000	/* read-only */
	ldr	xzr, [x1]
	ldr	xzr, [x1]
	ldr	xzr, [x2]
	ldr	xzr, [x3]		/* miss */
	ldr	xzr, [x3]		/* hit */
	str	xzr, [x5]		/* miss, fault */
	str	xzr, [x5]		/* hit, fault */
	ldr	xzr, [x5]		/* hit */
	blr	x1
	exit_ok

	.balign	2048
vectors:
	.space	0x200
	mrs	x4, esr_el1		/* synchronous, current level, SP_EL1 */
	ubfx	x4, x4, #26, #6
	cmp	x4, #0x21		/* an instruction abort returns, */
	b.eq	1f
	mrs	x30, elr_el1		/* a data abort goes on behind its instruction */
	add	x30, x30, #4
1:	msr	elr_el1, x30
	eret

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entry	level3_data, 0, DATA_PA + NORMAL_PAGE
	entry	level3_data, 2, DATA_PA + NORMAL_PAGE + (2 << 6)
