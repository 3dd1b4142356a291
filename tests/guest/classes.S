/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions of every cost class, some of each kind. */
#include "guest.inc"

	.arch	armv8.1-a+crc

	constant x0, 3 << 20	/* CPACR_EL1: vectors are not trapped */
	msr	cpacr_el1, x0
	adr	x0, vectors
	msr	vbar_el1, x0
	mmu_on
	constant x1, DATA_VA
	/* Arithmetic. */
	add	x2, x1, #1
	bfi	x2, x1, #3, #4
	extr	x2, x1, x2, #7
	csel	x2, x1, x2, eq
	lslv	x2, x2, x1
	rbit	x3, x2
	adc	x3, x3, x2
	ccmp	x3, x2, #0, ne
	udiv	x4, x3, x1
	sdiv	w4, w3, w1
	madd	x4, x4, x4, x4
	umulh	x4, x4, x4
	smull	x4, w4, w4
	crc32x	w4, w4, x4
	fmov	d0, x4
	fadd	d1, d0, d0
	fmadd	d1, d0, d1, d0
	mul	v2.4s, v1.4s, v1.4s
	fcvtzs	x5, d1
	/* Memory. */
	ldr	x6, [x1]
	ldr	x6, 1f
	ldrsw	x6, [x1, #4]
	ldur	x6, [x1, #1]
	ldr	w6, [x1], #8
	str	w6, [x1, #-8]!
	ldr	x7, [x1, xzr, lsl #3]
	str	q0, [x1]
	ldr	q0, [x1]
	str	b0, [x1, #1]
	ldp	x6, x7, [x1]
	stp	q0, q1, [x1]
	ldnp	x6, x7, [x1]
	ldpsw	x6, x7, [x1]
	ld1	{v0.2d, v1.2d}, [x1]
	st4	{v0.b, v1.b, v2.b, v3.b}[2], [x1]
	ld1r	{v0.2d}, [x1]
	prfm	pldl1keep, [x1]
	prfm	pldl1keep, 1f
	prfum	pldl1keep, [x1, #1]
	ldar	x6, [x1]
	stlr	x6, [x1]
	ldxr	x6, [x1]
	stxr	w7, x6, [x1]
	ldaxp	x6, x7, [x1]
	stlxp	w8, x6, x7, [x1]
	ldaddal	x6, x7, [x1]
	swp	x6, x7, [x1]
	cas	x6, x7, [x1]
	/* System. */
	mrs	x6, nzcv
	msr	nzcv, x6
	mrs	x6, tpidr_el1
	msr	tpidr_el1, x6
	msr	daifset, #2
	dc	civac, x1
	ic	iallu
	dsb	sy
	isb
	dmb	ish
	clrex
	nop
	sev
	sevl
	tlbi	vmalle1
	tlbi	vmalle1is
	dsb	ld
	dsb	st
	dsb	nsh
	dsb	ish
	svc	#0
	bl	2f
	tbz	x6, #63, 3f
3:	cbz	xzr, 4f
4:	b.ne	5f
5:	adr	x6, 6f
	br	x6
6:	exit_ok
2:	ret
	.balign	8
1:	.quad	1

	.balign	2048
vectors:
	.org	vectors + 0x200
	eret

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entry	level3_data, 0, DATA_PA + NORMAL_PAGE
