/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts from end to end, on two cores with the MMU off: the virtual timer
 * wakes its core from WFI, a masked interrupt waits until it is unmasked, an
 * SGI wakes the other core, which answers with one of its own. Exits with the
 * number of the step that went wrong, 0 when all went well. The handler counts
 * in x28, keeps GICC_IAR in x27, and masks the timer.
 */
#include "guest.inc"

#define GICD 0x08000000
#define GICC 0x08010000
#define UNMASK_IRQ msr daifclr, #2
#define MASK_IRQ msr daifset, #2

.macro step number
	mov	x9, \number
.endm

.macro interface_on
	constant x21, GICC
	mov	w0, #0xff
	str	w0, [x21, #4]		/* GICC_PMR */
	mov	w0, #1
	str	w0, [x21]		/* GICC_CTLR */
.endm

	adr	x0, vectors
	msr	vbar_el1, x0
	constant x20, GICD
	mov	w0, #1
	str	w0, [x20]		/* GICD_CTLR */
	mov	w0, #1 << 27
	str	w0, [x20, #0x100]	/* the virtual timer's PPI */
	interface_on
	mov	x28, #0

	step	#1			/* asleep until the timer, masked all the while */
	mov	x0, #100
	msr	cntv_tval_el0, x0
	mov	x0, #1
	msr	cntv_ctl_el0, x0
	mrs	x1, cntvct_el0
	wfi
	mrs	x2, cntvct_el0
	sub	x2, x2, x1
	cmp	x2, #99
	b.lo	failed
	cmp	x2, #110
	b.hi	failed
	cbnz	x28, failed
	mrs	x0, cntv_ctl_el0
	cmp	x0, #5			/* enabled, and the condition is met */
	b.ne	failed

	step	#2			/* unmasked: taken before the next branch is through */
	UNMASK_IRQ
	b	1f
1:	nop
	b	1f
1:	MASK_IRQ
	cmp	x28, #1
	b.ne	failed
	cmp	x27, #27
	b.ne	failed

	step	#3			/* a busy loop is interrupted as well */
	mov	x0, #200
	msr	cntv_tval_el0, x0
	mov	x0, #1
	msr	cntv_ctl_el0, x0
	UNMASK_IRQ
1:	cmp	x28, #2
	b.ne	1b
	MASK_IRQ

	step	#4			/* core 1, and an SGI to it */
	constant x0, 0xc4000003		/* PSCI CPU_ON */
	mov	x1, #1
	adr	x2, second
	mov	x3, #0x77
	hvc	#0
	cbnz	x0, failed
	wfi				/* until core 1 is ready: its SGI 1 */
	UNMASK_IRQ
1:	cmp	x28, #3
	b.ne	1b
	MASK_IRQ
	constant x0, 1 | 1 << 10	/* SGI 1 from core 1 */
	cmp	x27, x0
	b.ne	failed
	step	#5
	constant x0, 0x00020002		/* SGI 2 to core 1 */
	str	w0, [x20, #0xf00]
	wfi				/* its answer: SGI 3 */
	UNMASK_IRQ
1:	cmp	x28, #4
	b.ne	1b
	constant x0, 3 | 1 << 10
	cmp	x27, x0
	b.ne	failed
	exit_ok

second:	mov	x9, #16
	cmp	x0, #0x77
	b.ne	failed
	adr	x0, vectors
	msr	vbar_el1, x0
	constant x20, GICD
	interface_on
	mov	x28, #0
	constant x0, 0x00010001		/* SGI 1 to core 0 */
	str	w0, [x20, #0xf00]
	wfi
	UNMASK_IRQ
1:	cbz	x28, 1b
	MASK_IRQ
	cmp	x27, #2			/* SGI 2 from core 0 */
	b.ne	failed
	constant x0, 0x00010003		/* SGI 3 to core 0 */
	str	w0, [x20, #0xf00]
1:	wfi
	b	1b

failed:	constant x0, PROBE_BASE + PROBE_REG_EXIT
	str	w9, [x0]
	b	.

	.balign	2048
vectors:
	.rept	5
	.balign	128
	b	failed
	.endr
	.balign	128
interrupt:
	ldr	w27, [x21, #0xc]	/* GICC_IAR */
	add	x28, x28, #1
	msr	cntv_ctl_el0, xzr
	str	w27, [x21, #0x10]	/* GICC_EOIR */
	eret
	.rept	10
	.balign	128
	b	failed
	.endr

	upper_tables
