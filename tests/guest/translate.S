/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AT and what it leaves in PAR_EL1: address, memory type and shareability of a
 * translation, or the status of its fault; and the one fault that is taken.
 */
#define TCR_VALUE (TCR_LOW | 1 << 23 | 1 << 37)	/* TBI0 */
#include "expect.inc"

#define AP_EL0 (1 << 6)
#define READ_ONLY (1 << 7)
#define PAR(pa, attr, sh) ((pa) | ((attr) << 56) | ((sh) << 7) | (1 << 11) | (1 << 9))
#define FAILED(status) (1 | ((status) << 1) | (1 << 11))
#define CM (1 << 8)

/* Does `operation` on an address and compares PAR_EL1. */
.macro translate operation, address, par
	constant x15, \address
	at	\operation, x15
	isb
	mrs	x15, par_el1
	check	x15, \par
.endm

	vectors_on
	/* Off: the address itself, as device memory. */
	translate s1e1r, 0x41234567, PAR(0x41234000, 0, 2)
	translate s1e1w, 0x0001000000000000, FAILED(0)
	mmu_on
	constant x1, 0x00000000004404ff	/* 0 write-back, 1 device nGnRE, 2 non-cacheable */
	msr	mair_el1, x1
	isb

	translate s1e1r, DATA_VA + 0x123, PAR(DATA_PA, 0xff, 3)
	translate s1e1w, DATA_VA + 0xfff, PAR(DATA_PA, 0xff, 3)
	translate s1e0r, DATA_VA, FAILED(0xf)
	translate s1e0w, DATA_VA, FAILED(0xf)
	translate s1e1w, DATA_VA + 0x1000, FAILED(0xf)	/* read-only, of both */
	translate s1e0r, DATA_VA + 0x1000, PAR(DATA_PA + 0x1000, 0x04, 2)
	translate s1e0w, DATA_VA + 0x1000, FAILED(0xf)
	translate s1e0w, DATA_VA + 0x2000, PAR(DATA_PA + 0x2000, 0x44, 2)
	translate s1e1r, DATA_VA + 0x3000, FAILED(0xb)	/* no access flag */
	translate s1e1r, DATA_VA + 0x4000, FAILED(7)
	translate s1e1r, DATA_VA + 0x5000, FAILED(3)	/* output address too large */
	translate s1e1w, DATA_VA + 0x212345, PAR(0x41612000, 0xff, 0)	/* a block */
	translate s1e1r, 0x0000123456789000, FAILED(4)
	translate s1e1r, 0xffff000000000000, FAILED(4)	/* EPD1 */
	translate s1e1r, 0x0100000040200000, PAR(DATA_PA, 0xff, 3)	/* a tag */
	translate s1e1r, 0x0001000040200000, FAILED(4)	/* in neither range */

	/* PAN: only the forms that ask for it. */
	translate s1e1rp, DATA_VA + 0x2000, PAR(DATA_PA + 0x2000, 0x44, 2)
	msr	pan, #1
	translate s1e1rp, DATA_VA + 0x2000, FAILED(0xf)
	translate s1e1wp, DATA_VA + 0x2000, FAILED(0xf)
	translate s1e1wp, DATA_VA, PAR(DATA_PA, 0xff, 3)
	translate s1e1r, DATA_VA + 0x2000, PAR(DATA_PA + 0x2000, 0x44, 2)
	translate s1e0r, DATA_VA + 0x2000, PAR(DATA_PA + 0x2000, 0x44, 2)
	msr	pan, #0

	/* A table that nothing answers for: an exception of the AT itself. */
	constant x3, DATA_VA + 0x400000
	msr	par_el1, xzr
	mov	x4, #0
	expect	ESR(0x25, CM | WNR | 0x17), DATA_VA + 0x400000
1:	at	s1e1r, x3
	mov	x4, #1
	expected
	cbnz	x4, failed		/* the handler resumes behind it: it was not executed */
	/* AT leaves no trace in the TLBs: a descriptor that changes is seen at once. */
	adrp	x1, level3_data
	str	xzr, [x1]
	dsb	ish
	translate s1e1r, DATA_VA, FAILED(7)
	exit_ok

	expect_handler

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	entry	level2, 2, 0x41600000 + DESC_BLOCK + DESC_AF
	entry	level2, 3, 0x01000000 + DESC_TABLE
	table	level3_data
	entry	level3_data, 0, DATA_PA + NORMAL_PAGE
	entry	level3_data, 1, DATA_PA + 0x1000 + NORMAL_PAGE + DESC_DEVICE + AP_EL0 + READ_ONLY
	entry	level3_data, 2, DATA_PA + 0x2000 + NORMAL_PAGE - DESC_INNER_SHAREABLE + (2 << 2) + AP_EL0
	entry	level3_data, 3, DATA_PA + 0x3000 + NORMAL_PAGE - DESC_AF
	entry	level3_data, 5, 0x0000f00000000000 + NORMAL_PAGE
