/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The half-precision vector encodings, allocated or not, that have been fatal
 * to an emulator: each is written to a page, run there, and must execute or be
 * UNDEFINED as the Arm ARM says. It is written by one address and run by
 * another, so that only the physical page says that they are the same. One
 * more such word stands in the image itself.
 */
#include "expect.inc"

/* A row: the opcodes that are allocated, one bit each; the word with opcode 0. */
.macro row allocated, word
	.word	\allocated, \word
.endm

	vectors_on
	mmu_on
	mov	x0, #3 << 20			/* floating point for both levels */
	msr	cpacr_el1, x0
	isb
	/* In the middle of code. The exception returns behind it. */
	expect	ESR(0, 0), -1
	nop
1:	.inst	0x0e402c00
	expected
	/* Data beside the code, read and written from a page that may hold such a word. */
	adr	x1, own
	ldr	x2, [x1]
	add	x2, x2, #1
	str	x2, [x1]
	ldr	x3, [x1]
	check	x3, 2

	constant x1, DATA_VA + 0x400
	constant x21, DATA_VA + 0x200400	/* the same memory, to write it by */
	constant x2, 0xd65f03c0			/* ret */
	str	w2, [x21, #8]
	adr	x3, rows
	adr	x4, rows_end
	mov	x19, #0				/* words tried */
	.set	case, case + 1
	constant x9, case
next_row:
	ldp	w5, w6, [x3], #8
	tst	w6, #1 << 11			/* two-register miscellaneous: five bits from 12 on */
	mov	w7, #1 << 12
	mov	w8, #32
	b.ne	next_word
	mov	w7, #1 << 11			/* three same: three bits from 11 on */
	mov	w8, #8
next_word:
	str	w6, [x21, #4]
	constant x22, 0xd2800014		/* movz x20, #x19: where the call begins */
	orr	w22, w22, w19, lsl #5
	str	w22, [x21]
	bl	code_written
	add	x11, x1, #4
	constant x10, ESR(0, 0)
	mov	x12, #-1
	adr	x13, returned			/* where the handler goes on; it clears this */
	blr	x1
	mov	x13, #0
	tbz	w5, #0, failed			/* it ran, and is not allocated */
	b	1f
returned:
	tbnz	w5, #0, failed
1:	cmp	x20, x19			/* this version of the code, not an older one */
	b.ne	failed
	lsr	w5, w5, #1
	add	w6, w6, w7
	add	x19, x19, #1
	sub	w8, w8, #1
	cbnz	w8, next_word
	cmp	x3, x4
	b.ne	next_row
	check	x19, 8 * 8 + 12 * 32
	exit_ok

code_written:
	add	x0, x1, #4
	dc	cvau, x0
	dsb	ish
	ic	ivau, x0
	dsb	ish
	isb
	ret

	.balign	8
own:	.quad	1
rows:
	/* Three same: U and a by row, Q 0 and 1. Operands v1, v2, v3. */
	row	0xdf, 0x0e430441
	row	0xc7, 0x0ec30441
	row	0xfd, 0x2e430441
	row	0x75, 0x2ec30441
	row	0xdf, 0x4e430441
	row	0xc7, 0x4ec30441
	row	0xfd, 0x6e430441
	row	0x75, 0x6ec30441
	/* Two-register miscellaneous. */
	row	0x3f000000, 0x0e780841
	row	0x2f00f000, 0x0ef80841
	row	0x3f000000, 0x2e780841
	row	0xae00b000, 0x2ef80841
	row	0x3f000000, 0x4e780841
	row	0x2f00f000, 0x4ef80841
	row	0x3f000000, 0x6e780841
	row	0xae00b000, 0x6ef80841
	/* The same, scalar. */
	row	0x3c000000, 0x5e780841
	row	0xac007000, 0x5ef80841
	row	0x3c000000, 0x7e780841
	row	0x2c003000, 0x7ef80841
rows_end:

	expect_handler

	upper_tables
	entry	level2, 1, 0x41000000 + NORMAL_BLOCK
	entry	level2, 2, 0x41000000 + NORMAL_BLOCK
