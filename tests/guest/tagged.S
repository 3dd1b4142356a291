/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tagged addresses: one entry serves a page by every tag, and what leaves the
 * TLB is gone for every tag. The comments are for an L1 D of 8 entries.
 */
#define TCR_VALUE (TCR_LOW | 1 << 23 | 1 << 37)	/* TBI0 */
#include "guest.inc"

#define TAG(tag, n) (((tag) << 56) | (DATA_VA + (n) * 4096))

.macro touch tag, n
	constant x2, TAG(\tag, \n)
	ldr	xzr, [x2]
.endm

	mmu_on
	mov	x3, #2
1:	constant x1, TAG(0x5a, 0)
	mov	x4, #9
2:	ldr	xzr, [x1]		/* two sweeps over one page too many: 18 misses */
	add	x1, x1, #4096
	sub	x4, x4, #1
	cbnz	x4, 2b
	sub	x3, x3, #1
	cbnz	x3, 1b

	touch	0, 8			/* hit */
	touch	0x33, 8			/* hit */
	touch	0, 1			/* hit */
	touch	0x77, 0			/* miss; page 1 leaves */
	touch	0x5a, 1			/* miss; page 2 leaves */
	touch	0, 2			/* miss */

	tlbi_operand x2, DATA_VA + 8 * 4096
	tlbi	vae1, x2
	touch	0x33, 8			/* miss */
	touch	0x5a, 8			/* hit */
	touch	0, 8			/* hit */

	adr	x2, 3f			/* the PC drops the tag */
	constant x1, 0x5a << 56
	orr	x2, x2, x1
	br	x2
3:	exit_ok

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entries	level3_data, 0, 9, DATA_PA + NORMAL_PAGE, 4096
