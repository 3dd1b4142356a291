/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accesses over the edge between pages 0 and 1, each from the same state of a
 * data TLB of four FIFO entries: page 0 first in line, page 1 absent.
 */
#include "guest.inc"

/* Forgets everything, then brings in pages 0, 2, 4, 6. */
.macro line_up
	tlbi	vmalle1
	dsb	nsh
	isb
	ldr	xzr, [x1]
	ldr	xzr, [x2]
	ldr	xzr, [x3]
	ldr	xzr, [x4]
.endm

	mmu_on
	constant x1, DATA_VA
	constant x2, DATA_VA + 0x2000
	constant x3, DATA_VA + 0x4000
	constant x4, DATA_VA + 0x6000
	constant x5, DATA_VA + 0xffc
	constant x6, DATA_VA + 0xff8

	line_up
	ldr	x7, [x5]		/* page 0 hits, 1 misses */
	line_up
	str	xzr, [x5]		/* page 0 hits, 1 misses and drives 0 out, 0 misses */
	line_up
	stp	xzr, xzr, [x6]		/* two stores, neither over the edge: 1 misses */
	line_up
	stp	xzr, xzr, [x5]		/* the first as `str`; the second finds page 1 */
	exit_ok

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entries	level3_data, 0, 8, DATA_PA + NORMAL_PAGE, 4096
