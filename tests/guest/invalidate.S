/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Invalidations and what they may spare: page 0 is global, page 1 belongs to
 * the current ASID, which is 0. Each load after a TLBI tells whether its page
 * is still there.
 */
#include "guest.inc"

	mmu_on
	constant x1, DATA_VA
	constant x2, DATA_VA + 0x1000
	ldr	xzr, [x1]		/* miss */
	ldr	xzr, [x2]		/* miss */

	tlbi_operand x3, DATA_VA, 5
	tlbi	vae1, x3		/* a global page is of every ASID */
	ldr	xzr, [x1]		/* miss */
	tlbi_operand x3, DATA_VA + 0x1000, 5
	tlbi	vae1, x3		/* another ASID's page 1 */
	ldr	xzr, [x2]		/* hit */
	tlbi	vaae1is, x3
	ldr	xzr, [x2]		/* miss */
	constant x3, 0
	tlbi	aside1, x3		/* spares global pages: the code, page 0 */
	ldr	xzr, [x1]		/* hit */
	ldr	xzr, [x2]		/* miss */

	adr	x3, .
	ubfx	x3, x3, #12, #44
	tlbi	vaale1, x3		/* the running page: the next instruction misses it */
	nop

	ldxr	x4, [x2]		/* hit */
	tlbi_operand x3, DATA_VA + 0x1000
	tlbi	vale1is, x3
	clrex
	stxr	w5, x4, [x2]		/* monitor lost: no access to miss, counted as a hit */
	ldxr	x4, [x2]		/* miss */
	tlbi	vale1is, x3
	stxr	w5, x4, [x2]		/* miss */
	exit_ok

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entry	level3_data, 0, DATA_PA + NORMAL_PAGE
	entry	level3_data, 1, DATA_PA + 4096 + (NORMAL_PAGE | DESC_NOT_GLOBAL)
