/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes each synchronous exception that level 1 can raise and checks syndrome,
 * return address and fault address against the Arm ARM.
 */
#include "expect.inc"

	vectors_on
	mmu_on
	constant x1, DATA_VA
	constant x2, DATA_VA + 0x4000		/* invalid at level 3 */
	constant x3, DATA_VA + 0x1000		/* read-only */
	constant x4, DATA_VA + 0x2000		/* no access flag */
	constant x5, DATA_VA + 0x3000		/* output address above the PA size */
	constant x6, DATA_VA + 0x5000		/* nothing at that physical address */
	constant x7, 0x0000123456789000		/* nothing in the tables */
	constant x8, DATA_VA + 0x200000 * 3	/* not executable: a block with PXN */

	/* Computed values reach a faulting load whole. */
	expect	ESR(0x25, 7), DATA_VA + 0x4018
	mov	x14, #0x18
1:	ldr	x15, [x2, x14]
	expected
	expect	ESR(0x25, WNR | 0xf), DATA_VA + 0x1008
1:	str	xzr, [x3, #8]
	expected
	ldr	x15, [x3, #8]
	expect	ESR(0x25, 0xb), DATA_VA + 0x2000
1:	ldrb	w15, [x4]
	expected
	expect	ESR(0x25, WNR | 3), DATA_VA + 0x3010
1:	stp	x15, x16, [x5, #16]
	expected
	expect	ESR(0x25, 0x10), DATA_VA + 0x5004
1:	ldr	w15, [x6, #4]
	expected
	expect	ESR(0x25, 4), 0x0000123456789000
1:	ldr	x15, [x7]
	expected
	/* Post-index: the base has not moved when the access faults. */
	expect	ESR(0x25, 7), DATA_VA + 0x4000
	mov	x16, x2
1:	ldr	x15, [x16], #64
	expected
	cmp	x16, x2
	b.ne	failed
	/* A page crossing faults at the second page, whichever the first byte. */
	expect	ESR(0x25, 7), DATA_VA + 0x7000
	constant x16, DATA_VA + 0x6ffc
1:	ldr	x15, [x16]
	expected
	/* Instruction aborts: unmapped, and mapped without permission to execute. */
	expect_jump ESR(0x21, 7), x2
	add	x8, x8, #0x24
	expect_jump ESR(0x21, 0xe), x8
	/* A misaligned PC: where code is, where nothing is, over the end of a page. */
	adr	x16, 1f
	add	x14, x16, #2
	expect_jump ESR(0x22, 0), x14
1:	add	x14, x16, #1
	expect_jump ESR(0x22, 0), x14
	add	x14, x2, #2
	expect_jump ESR(0x22, 0), x14
	add	x14, x2, #0xffe
	expect_jump ESR(0x22, 0), x14
	/* SVC returns behind itself; FAR is not written by these. */
	expect	ESR(0x15, 0x123), -1
	svc	#0x123
1:	nop
	expected
	expect	ESR(0x3c, 0x45), -1
1:	brk	#0x45
	expected
	expect	ESR(0, 0), -1
1:	.inst	0x00000000
	expected
	/* System registers and operations that the machine does not have. */
	expect	ESR(0, 0), -1
1:	mrs	x15, S3_0_C15_C2_0
	expected
	expect	ESR(0, 0), -1
1:	msr	S3_0_C15_C2_0, x15
	expected
	expect	ESR(0, 0), -1
1:	mrs	x15, pmccntr_el0
	expected
	/* Fields of PSTATE that only the engine has: UAO, DIT; the flag operations. */
	expect	ESR(0, 0), -1
1:	.inst	0xd500417f
	expected
	expect	ESR(0, 0), -1
1:	.inst	0xd503415f
	expected
	expect	ESR(0, 0), -1
1:	.inst	0xd500401f
	expected
	expect	ESR(0, 0), -1
1:	sys	#4, c8, c7, #4		/* TLBI ALLE1, of EL2 */
	expected
	expect	ESR(0, 0), -1
1:	smc	#0
	expected
	/* Exclusives and atomics must be aligned. */
	expect	ESR(0x25, 0x21), DATA_VA + 1
	add	x16, x1, #1
1:	ldxr	x15, [x16]
	expected
	/* An identification register that nothing is said of reads as zero. */
	mrs	x15, S3_0_C0_C7_7
	cbnz	x15, failed
	exit_ok

	expect_handler

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	entry	level2, 4, 0x41600000 + NORMAL_BLOCK + (1 << 53)
	table	level3_data
	entry	level3_data, 0, DATA_PA + NORMAL_PAGE
	entry	level3_data, 1, DATA_PA + 0x1000 + NORMAL_PAGE + (1 << 7)
	entry	level3_data, 2, DATA_PA + 0x2000 + NORMAL_PAGE - DESC_AF
	entry	level3_data, 3, 0x0000f00000000000 + NORMAL_PAGE
	entry	level3_data, 5, 0x0000000001000000 + NORMAL_PAGE
	entry	level3_data, 6, DATA_PA + 0x6000 + NORMAL_PAGE
