/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TOUCHES loads from random places in pages of 4K, runs of 64K (sixteen pages
 * with the contiguous bit), blocks of 2M and blocks of 1G. Every level of the
 * TLBs keeps as much of each as its sizes allow. After each 32nd touch what it
 * touched is invalidated, with all pieces of its run or block.
 */
#include "guest.inc"
#include "random.inc"

#define DESC_CONTIGUOUS (1 << 52)
#define PAGES_VA 0x50000000 /* 2 MiB of pages */
#define RUNS_VA 0x50200000 /* 2 MiB of runs */
#define BLOCKS_VA 0x60000000 /* 64 MiB of blocks */
#define GIANT_VA 0x80000000 /* two blocks, the first 64 MiB of each */
#define SMALL_MASK 0x1ffff8
#define LARGE_MASK 0x3fffff8

	mmu_on
	constant x1, PAGES_VA
	constant x5, RUNS_VA
	constant x6, BLOCKS_VA
	constant x7, GIANT_VA
	constant x2, TOUCHES
	constant x3, RANDOM_SEED
1:	next_random x3
	tbnz	x3, #40, 3f
	and	x4, x3, #SMALL_MASK
	tbnz	x3, #41, 2f
	add	x9, x1, x4
	b	5f
2:	add	x9, x5, x4
	b	5f
3:	and	x4, x3, #LARGE_MASK
	tbnz	x3, #41, 4f
	add	x9, x6, x4
	b	5f
4:	and	x8, x3, #(1 << 42)
	orr	x4, x4, x8, lsr #12		/* the other block: 1 GiB further on */
	add	x9, x7, x4
5:	ldr	xzr, [x9]
	subs	x2, x2, #1
	b.eq	7f
	tst	x2, #31
	b.ne	1b
	ubfx	x9, x9, #12, #44
	tbnz	x3, #43, 6f
	tlbi	vaae1, x9
	b	1b
6:	tlbi	vaale1, x9
	b	1b
7:
	exit_ok

	upper_tables 0x40000000+NORMAL_BLOCK, 0x40000000+NORMAL_BLOCK
	entry	level2, 0x80, level3_pages + DESC_TABLE
	entry	level2, 0x81, level3_runs + DESC_TABLE
	entries	level2, 0x100, 32, 0x40000000 + NORMAL_BLOCK, 0x200000
	table	level3_pages
	entries	level3_pages, 0, 512, DATA_PA + NORMAL_PAGE, 4096
	table	level3_runs
	entries	level3_runs, 0, 512, DATA_PA + NORMAL_PAGE + DESC_CONTIGUOUS, 4096
