/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Four address spaces take turns, SWITCHES times over: each touches pages of
 * its own and pages that all share, and now and then invalidates by ASID or by
 * address, for itself or for another. The tables below level 0 are the same.
 */
#include "guest.inc"
#include "random.inc"

#define OWN_VA 0x50000000 /* 512 pages, not global */
#define SHARED_VA 0x50200000 /* 512 pages, global */
#define OWN_MASK 0x3fff8 /* 64 pages */
#define SHARED_MASK 0xfff8 /* 16 pages */
#define TOUCHES 12

/* The TLBI operand in x7: an address of x4 in OWN_VA, an ASID of x3. */
.macro random_operand
	add	x7, x1, x4
	ubfx	x7, x7, #12, #44
	ubfx	x8, x3, #50, #2
	orr	x7, x7, x8, lsl #48
.endm

	mmu_on
	constant x1, OWN_VA
	constant x5, SHARED_VA
	constant x2, SWITCHES
	constant x3, RANDOM_SEED
	adrp	x9, level0
1:	next_random x3
	ubfx	x6, x3, #44, #2			/* the next address space */
	add	x10, x9, x6, lsl #12
	orr	x10, x10, x6, lsl #48
	msr	ttbr0_el1, x10
	isb
	mov	x11, #TOUCHES
2:	next_random x3
	and	x4, x3, #OWN_MASK
	ldr	xzr, [x1, x4]
	and	x4, x3, #SHARED_MASK
	str	xzr, [x5, x4]
	subs	x11, x11, #1
	b.ne	2b
	and	x4, x3, #OWN_MASK
	random_operand
	ubfx	x10, x3, #54, #3
	cbz	x10, 3f
	cmp	x10, #2
	b.lo	4f
	b.eq	5f
	cmp	x10, #3
	b.eq	6f
	b	7f
3:	tlbi	aside1, x7
	b	7f
4:	tlbi	vae1, x7
	b	7f
5:	tlbi	vale1, x7
	b	7f
6:	tlbi	vaae1, x7
7:	dsb	nsh
	isb
	subs	x2, x2, #1
	b.ne	1b
	exit_ok

	upper_tables spaces=4
	entry	level2, 0x80, level3_own + DESC_TABLE
	entry	level2, 0x81, level3_shared + DESC_TABLE
	table	level3_own
	entries	level3_own, 0, 512, DATA_PA + NORMAL_PAGE + DESC_NOT_GLOBAL, 4096
	table	level3_shared
	entries	level3_shared, 0, 512, DATA_PA + 0x200000 + NORMAL_PAGE, 4096
