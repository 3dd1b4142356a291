/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CALLS calls of random functions. Each begins with the last two instructions
 * of one page and ends with the first of the next, so that a call runs through
 * two pages and comes back to a third.
 */
#include "guest.inc"
#include "random.inc"

#define FUNCTIONS 256 /* a power of two */

	mmu_on
	adrp	x1, functions
	constant x2, CALLS
	constant x3, RANDOM_SEED
1:	next_random x3
	and	x4, x3, #(FUNCTIONS - 1)
	add	x4, x1, x4, lsl #12
	add	x4, x4, #0xff8
	blr	x4
	subs	x2, x2, #1
	b.ne	1b
	exit_ok

	.balign	4096
functions:
	.rept	FUNCTIONS + 1
	ret
	.space	4096 - 3 * 4
	nop
	nop
	.endr
	ret
	upper_tables
