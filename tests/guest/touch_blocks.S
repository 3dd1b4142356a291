/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Touches both halves of each of four 2 MiB blocks, twice over: an L1 that
 * holds at most 1 MiB splits each block in two, an L2 that holds 2 MiB does not.
 * Then forgets the first half of the first block, which must take the whole
 * block along, and touches both halves once more.
 */
#include "guest.inc"

	mmu_on
	constant x3, 2
0:	constant x1, DATA_VA
	constant x2, 8
1:	ldr	xzr, [x1]
	add	x1, x1, #0x100, lsl #12
	subs	x2, x2, #1
	b.ne	1b
	subs	x3, x3, #1
	b.ne	0b
	tlbi_operand x1, DATA_VA
	tlbi	vaae1, x1
	dsb	ish
	constant x1, DATA_VA + 0x100000
	ldr	xzr, [x1]
	constant x1, DATA_VA
	ldr	xzr, [x1]
	exit_ok

	upper_tables
	entries	level2, 1, 4, DATA_PA + NORMAL_BLOCK, 0x200000
