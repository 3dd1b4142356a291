/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Four cores take turns, TURNS in all. Whose turn it is replaces pages, with an
 * invalidation for all cores or for itself each time, and touches others; those
 * who wait sleep in WFE. The work begins after a pause in which the others, all
 * woken when the turn passed, have looked and gone back to sleep: so the counts
 * do not depend on the order in which cores run.
 *
 * Needs sched.wfe longer than all this, and a sched.quantum well below PAUSE.
 */
#include "guest.inc"
#include "random.inc"

#define CORES 4
#define PAUSE 500 /* rounds of two instructions */
#define TABLES_VA 0x44000000 /* the tables, a block mapped to itself */
#define PAGES_VA 0x50000000 /* 512 pages, every other one not global */
#define TURN_VA 0x50200000
#define REPLACEMENTS 6
#define TOUCHES 80
#define PSCI_CPU_ON 0xc4000003

/* x4: a random page of 64, by number; x6: its address. */
.macro random_page
	next_random x3
	and	x4, x3, #63
	add	x4, x4, x4, lsr #1
	add	x6, x1, x4, lsl #12
.endm

	mov	x19, #1
0:	constant x0, PSCI_CPU_ON
	mov	x1, x19
	adr	x2, begin
	mov	x3, x19
	hvc	#0
	add	x19, x19, #1
	cmp	x19, #CORES
	b.ne	0b
	mov	x0, #0
begin:
	mov	x19, x0				/* which core this is */
	mmu_on
	constant x1, PAGES_VA
	constant x2, TURN_VA
	constant x3, RANDOM_SEED
	add	x3, x3, x19
	adrp	x5, level3_pages
wait_turn:
	ldr	x9, [x2]
	and	x10, x9, #(CORES - 1)
	cmp	x10, x19
	b.eq	1f
	wfe
	b	wait_turn
1:	constant x10, PAUSE
2:	subs	x10, x10, #1
	b.ne	2b
	cmp	x9, #TURNS
	b.hs	finish

	mov	x11, #REPLACEMENTS
3:	random_page
	ldr	x12, [x5, x4, lsl #3]
	str	xzr, [x5, x4, lsl #3]
	dsb	ishst
	ubfx	x7, x6, #12, #44
	bl	invalidate
	dsb	ish
	eor	x12, x12, #0x400000		/* another page of memory */
	str	x12, [x5, x4, lsl #3]
	dsb	ishst
	isb
	ldr	xzr, [x6]
	subs	x11, x11, #1
	b.ne	3b

	mov	x11, #TOUCHES
4:	random_page
	ldr	xzr, [x6]
	subs	x11, x11, #1
	b.ne	4b
	add	x9, x9, #1
	str	x9, [x2]
	dsb	ishst
	sev
	b	wait_turn
finish:
	exit_ok

/* One of sixteen, by the random state; x7: the operand. */
invalidate:
	ubfx	x10, x3, #52, #4
	adr	x13, 5f
	add	x13, x13, x10, lsl #3
	br	x13
5:	.rept	3
	tlbi	vaae1is, x7
	ret
	tlbi	vaale1is, x7
	ret
	tlbi	vae1is, x7
	ret
	tlbi	vale1is, x7
	ret
	.endr
	tlbi	vaae1, x7
	ret
	tlbi	vaale1, x7
	ret
	tlbi	aside1is, xzr
	ret
	tlbi	vmalle1is
	ret

	upper_tables
	entry	level2, (TABLES_VA - 0x40000000) >> 21, TABLES_VA + NORMAL_BLOCK
	entry	level2, 0x80, level3_pages + DESC_TABLE
	entry	level2, 0x81, level3_turn + DESC_TABLE
	table	level3_pages
	.set	page, DATA_PA + NORMAL_PAGE
	.rept	256
	.quad	page, page + 4096 + DESC_NOT_GLOBAL
	.set	page, page + 8192
	.endr
	table	level3_turn
	entry	level3_turn, 0, DATA_PA + 0x200000 + NORMAL_PAGE
