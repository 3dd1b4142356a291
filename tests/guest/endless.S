/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that does not end by itself, in one of several ways; MODE_* picks
 * one. What stands in registers when it is stopped is known: x19 is MARK.
 */
#include "guest.inc"

#define MARK 0x5ca1ab1e0ddba11

	constant x19, MARK
	adr	x0, vectors
	msr	vbar_el1, x0
#if defined(MODE_SPIN)
	b	spin
#elif defined(MODE_SLEEP)
	b	sleep
#elif defined(MODE_OFF)
	constant x0, 0x84000002		/* PSCI CPU_OFF: the last core */
	hvc	#0
#elif defined(MODE_UNDEFINED)
	.inst	0			/* taken to a vector that is undefined, too */
#elif defined(MODE_NOWHERE)
	constant x0, 0x30000000		/* nothing is there, for the vectors either */
	msr	vbar_el1, x0
	isb
	ldr	x1, [x0]
#elif defined(MODE_PING_PONG)
	svc	#0			/* to a vector that executes, then faults */
#elif defined(MODE_UNMAPPED)
	mmu_on
	constant x0, 0xffff000000000000	/* no table maps the vectors */
	msr	vbar_el1, x0
	isb
	svc	#0
#elif defined(MODE_REWRITTEN)
	bl	rewritten		/* as it is; then it jumps back to its beginning */
	constant x0, 0x17ffffff
	adr	x1, rewritten
	str	w0, [x1, #4]
	bl	rewritten
#elif defined(MODE_REWRITTEN_REMOTELY)
	constant x0, 0x84000003		/* PSCI CPU_ON */
	mov	x1, #1
	adr	x2, remote
	mov	x3, #0
	hvc	#0
	mov	x2, #1000		/* the other is at it by then */
1:	sub	x2, x2, #1
	cbnz	x2, 1b
	adr	x1, remote
	ldr	w0, [x1]
	str	w0, [x1, #4]
#endif

	.globl	spin
spin:
	b	spin

	.globl	sleep
sleep:
	wfi
	b	sleep

	/* System registers end a block of the engine, though not one of the program. */
rewritten:
	msr	elr_el1, x0
	msr	elr_el1, x0
	ret

	.balign	4096
remote:
	msr	elr_el1, x0
	b	remote

	.balign	2048
	.globl	vectors
vectors:
	.space	0x200
#if defined(MODE_PING_PONG)
	nop
	nop
#endif
	.inst	0

	upper_tables
