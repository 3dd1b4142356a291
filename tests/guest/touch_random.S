/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TOUCHES loads from random places in SPAN bytes of 4K pages. Each page has a
 * descriptor of its own; their physical addresses repeat after 16 MiB.
 */
#include "guest.inc"
#include "random.inc"

#define FAR_VA 0x80000000
#define PAGES (SPAN / 4096)

	mmu_on
	constant x1, FAR_VA
	constant x2, TOUCHES
	constant x3, RANDOM_SEED
1:	next_random x3
	and	x4, x3, #(SPAN - 8)
	ldr	xzr, [x1, x4]
	subs	x2, x2, #1
	b.ne	1b
	exit_ok

	upper_tables level2_far+DESC_TABLE
	table	level2_far
	entries	level2_far, 0, PAGES / 512, level3_far + DESC_TABLE, 4096
	table	level3_far
	.set	page, 0
	.rept	PAGES
	.quad	DATA_PA + NORMAL_PAGE + (page % 4096) * 4096
	.set	page, page + 1
	.endr
