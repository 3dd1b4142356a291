/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sixteen pages with the contiguous bit are one entry of the TLBs: invalidating
 * the first takes the sixth along.
 */
#include "guest.inc"

#define DESC_CONTIGUOUS (1 << 52)

	mmu_on
	constant x1, DATA_VA
	ldr	xzr, [x1]
	ldr	xzr, [x1, #0x5000]	/* hit */
	tlbi_operand x3, DATA_VA
	tlbi	vaae1, x3
	dsb	nsh
	isb
	ldr	xzr, [x1, #0x5000]	/* miss */
	exit_ok

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entries	level3_data, 0, 16, DATA_PA + NORMAL_PAGE + DESC_CONTIGUOUS, 4096
