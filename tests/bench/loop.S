/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A loop that a TLB never notices: nine instructions, two loads and two stores
 * on two pages, ROUNDS times. With CORES defined every core of the machine runs
 * it, and the last one that is through ends the run.
 */
#include "guest.inc"

#define PSCI_CPU_ON 0xc4000003
#define CLUSTER_CORES 8
#define RUNNING (DATA_PA + 0x10000) /* how many cores are not through, in a page of its own */

#ifdef CORES
/* x20: cores so far. One after the other until the machine has no more; MPIDR_EL1 as QEMU's virt. */
	mov	x20, #1
	constant x21, CLUSTER_CORES
0:	udiv	x1, x20, x21
	msub	x2, x1, x21, x20
	orr	x1, x2, x1, lsl #8
	constant x0, PSCI_CPU_ON
	adr	x2, secondary
	mov	x3, x20
	hvc	#0
	cbnz	x0, 1f
	add	x20, x20, #1
	b	0b
1:	constant x1, RUNNING
	str	x20, [x1]
	mov	x0, #0

secondary:
	mov	x19, x0
#else
	mov	x19, #0
#endif
	mmu_on
	/* Two pages of data for each core. */
	constant x1, DATA_VA + 0x20000
	add	x1, x1, x19, lsl #13
	add	x2, x1, #4096
	constant x3, ROUNDS
2:	ldr	x4, [x1]
	add	x4, x4, #1
	str	x4, [x1]
	ldr	x5, [x2]
	eor	x5, x5, x4
	str	x5, [x2, #8]
	add	x6, x6, x5
	subs	x3, x3, #1
	b.ne	2b
#ifdef CORES
	constant x1, DATA_VA + 0x10000
	mov	x2, #-1
	ldaddal	x2, x3, [x1]
	cmp	x3, #1
	b.eq	3f
	wfi
#endif
3:	exit_ok

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entries	level3_data, 0, 256, DATA_PA + NORMAL_PAGE, 4096
