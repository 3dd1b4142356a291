/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vector table of EL1 (Arm ARM, "Exception vectors"). Each of the sixteen
 * entries saves the registers in a struct exception_frame on the current stack
 * and calls exception_handle() with its index.
 */
#include "arch/exception.h"

	.macro vector index
	.balign	0x80
	sub	sp, sp, #EXCEPTION_FRAME_SIZE
	stp	x0, x1, [sp]
	mov	x1, #\index
	b	exception_entry
	.endm

	.text
	.balign	0x800
	.global vectors
vectors:
	.set	index, 0
	.rept	16
	vector	index
	.set	index, index + 1
	.endr

exception_entry:
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	add	x2, sp, #EXCEPTION_FRAME_SIZE
	stp	x30, x2, [sp, #EXCEPTION_FRAME_SP - 8]
	mrs	x2, elr_el1
	mrs	x3, spsr_el1
	stp	x2, x3, [sp, #EXCEPTION_FRAME_SPSR - 8]
	mrs	x2, esr_el1
	mrs	x3, far_el1
	stp	x2, x3, [sp, #EXCEPTION_FRAME_FAR - 8]
	mov	x0, sp
	bl	exception_handle

	/* Back to where the frame now says. */
	ldp	x2, x3, [sp, #EXCEPTION_FRAME_SPSR - 8]
	msr	elr_el1, x2
	msr	spsr_el1, x3
	ldp	x0, x1, [sp]
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x19, [sp, #144]
	ldp	x20, x21, [sp, #160]
	ldp	x22, x23, [sp, #176]
	ldp	x24, x25, [sp, #192]
	ldp	x26, x27, [sp, #208]
	ldp	x28, x29, [sp, #224]
	ldr	x30, [sp, #EXCEPTION_FRAME_SP - 8]
	add	sp, sp, #EXCEPTION_FRAME_SIZE
	eret
