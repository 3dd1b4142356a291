/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts of a GICv3 from end to end, with the MMU off: the virtual timer's
 * private interrupt, an SGI into another cluster, core 16 (affinity 0x100), and
 * its answer. Needs 17 cores. Exits with the number of the step that went
 * wrong, 0 when all went well. The handler counts in x28, keeps ICC_IAR1_EL1 in
 * x27, and masks the timer.
 */
#include "guest.inc"

#define GICD 0x08000000
#define GICR 0x080a0000
#define FRAME 0x20000
#define GICR_WAKER 0x14
#define SGI_FRAME 0x10000 /* of a redistributor */
#define IGROUPR0 0x80
#define ISENABLER0 0x100
#define FAR_CORE 16
#define FAR_AFFINITY 0x100
#define UNMASK_IRQ msr daifclr, #2
#define MASK_IRQ msr daifset, #2

#define ICC_PMR_EL1 s3_0_c4_c6_0
#define ICC_SRE_EL1 s3_0_c12_c12_5
#define ICC_IGRPEN1_EL1 s3_0_c12_c12_7
#define ICC_SGI1R_EL1 s3_0_c12_c11_5
#define ICC_IAR1_EL1 s3_0_c12_c12_0
#define ICC_EOIR1_EL1 s3_0_c12_c12_1

.macro step number
	mov	x9, \number
.endm

/* Wakes the redistributor of core `id`, everything private in group 1 and enabled. */
.macro interface_on id
	constant x21, GICR + \id * FRAME
	str	wzr, [x21, #GICR_WAKER]
1:	ldr	w0, [x21, #GICR_WAKER]
	cbnz	w0, 1b
	add	x21, x21, #SGI_FRAME
	mov	w0, #-1
	str	w0, [x21, #IGROUPR0]
	str	w0, [x21, #ISENABLER0]
	mrs	x0, ICC_SRE_EL1
	tbz	x0, #0, failed
	mov	x0, #0xf0
	msr	ICC_PMR_EL1, x0
	mov	x0, #1
	msr	ICC_IGRPEN1_EL1, x0
	isb
.endm

	adr	x0, vectors
	msr	vbar_el1, x0
	mov	x28, #0
	step	#1			/* ID_AA64PFR0_EL1.GIC */
	mrs	x0, id_aa64pfr0_el1
	ubfx	x0, x0, #24, #4
	cmp	x0, #1
	b.ne	failed
	constant x20, GICD
	mov	w0, #2
	str	w0, [x20]		/* GICD_CTLR.EnableGrp1 */
	interface_on 0

	step	#2			/* the virtual timer */
	mov	x0, #100
	msr	cntv_tval_el0, x0
	mov	x0, #1
	msr	cntv_ctl_el0, x0
	wfi
	UNMASK_IRQ
1:	cbz	x28, 1b
	MASK_IRQ
	cmp	x27, #27
	b.ne	failed

	step	#3			/* the far core, whose SGI 1 says that it is ready */
	constant x0, 0xc4000003		/* PSCI CPU_ON */
	mov	x1, #FAR_AFFINITY
	adr	x2, second
	mov	x3, #0x77
	hvc	#0
	cbnz	x0, failed
	wfi
	UNMASK_IRQ
1:	cmp	x28, #2
	b.ne	1b
	MASK_IRQ
	cmp	x27, #1
	b.ne	failed

	step	#4			/* SGI 2 to affinity 1.0, which answers with SGI 3 */
	constant x0, 2 << 24 | 1 << 16 | 1
	msr	ICC_SGI1R_EL1, x0
	wfi
	UNMASK_IRQ
1:	cmp	x28, #3
	b.ne	1b
	cmp	x27, #3
	b.ne	failed
	exit_ok

second:	mov	x9, #16
	cmp	x0, #0x77
	b.ne	failed
	mrs	x0, mpidr_el1
	ubfx	x0, x0, #0, #24
	cmp	x0, #FAR_AFFINITY
	b.ne	failed
	adr	x0, vectors
	msr	vbar_el1, x0
	interface_on FAR_CORE
	mov	x28, #0
	constant x0, 1 << 24 | 1	/* SGI 1 to affinity 0.0 */
	msr	ICC_SGI1R_EL1, x0
	wfi
	UNMASK_IRQ
1:	cbz	x28, 1b
	MASK_IRQ
	cmp	x27, #2
	b.ne	failed
	constant x0, 1 << 40 | 3 << 24	/* SGI 3 to all others */
	msr	ICC_SGI1R_EL1, x0
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
	mrs	x27, ICC_IAR1_EL1
	add	x28, x28, #1
	msr	cntv_ctl_el0, xzr
	msr	ICC_EOIR1_EL1, x27
	eret
	.rept	10
	.balign	128
	b	failed
	.endr

	upper_tables
