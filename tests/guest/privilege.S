/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may do what: EL0, LDTR and STTR, PSTATE.PAN, SCTLR_EL1.WXN. Each page is
 * first accessed by somebody who may, so that TLBs and the engine's own page
 * cache hold it when somebody comes who may not.
 */
#include "expect.inc"

#define AP_EL0 (1 << 6)
#define AP_READ_ONLY (1 << 7)
#define PAN (1 << 22)
#define SCTLR_WXN (1 << 19)
#define SCTLR_SPAN (1 << 23)
#define EL1H 0x3c5
#define EL0T 0x3c0

#define USER DATA_VA
#define USER_READ_ONLY (DATA_VA + 0x1000)
#define KERNEL (DATA_VA + 0x2000)
/* The image once more, read-only and executable at both levels. */
#define ALIAS 0x40600000

	mmu_on
	adr	x1, 1f
	constant x2, ALIAS - 0x40000000
	add	x1, x1, x2
	br	x1
1:	vectors_on
	constant x1, USER
	constant x2, USER_READ_ONLY
	constant x3, KERNEL

	ldr	x15, [x1]
	ldr	x15, [x2]
	str	xzr, [x3]
	ldtr	x15, [x1]
	sttr	x15, [x1]
	ldtr	x15, [x2]
	expect	ESR(0x25, WNR | 0xf), USER_READ_ONLY + 8
1:	sttr	xzr, [x2, #8]
	expected
	expect	ESR(0x25, 0xf), KERNEL + 4
1:	ldtrsw	x15, [x3, #4]
	expected
	ldr	x15, [x3]		/* spoilt by nothing of that */

	/* PAN changes right behind a miss and right before another. */
	ldr	x15, [x3, #0x1000]
	msr	pan, #1
	mrs	x15, pan
	check	x15, PAN
	expect	ESR(0x25, 0xf), USER
1:	ldr	x15, [x1]
	expected
	expect	ESR(0x25, WNR | 0xf), USER
1:	str	xzr, [x1]
	expected
	expect	ESR(0x25, 0xf), USER_READ_ONLY
1:	ldr	x15, [x2]
	expected
	ldtr	x15, [x1]		/* has EL0's rights, which PAN leaves */
	sttr	xzr, [x1]
	ldr	x15, [x3]
	/* The page of the running code is EL0's too: PAN has no say in fetches. */
	ldr	x15, [x3, #0x2000]
	msr	pan, xzr
	ldr	x15, [x1, #0x5000]
	ldr	x15, [x1]
	mrs	x15, pan
	cbnz	x15, failed

	/* An exception leaves PAN alone while SPAN is set, and sets it otherwise. */
	expect	ESR(0x15, 0), -1
	svc	#0
1:	nop
	expected
	check	x18, 0
	mrs	x4, sctlr_el1
	bic	x5, x4, #SCTLR_SPAN
	msr	sctlr_el1, x5
	isb
	expect	ESR(0x15, 0), -1
	svc	#0
1:	nop
	expected
	check	x18, PAN
	mrs	x15, pan		/* came back as it was */
	cbnz	x15, failed
	msr	sctlr_el1, x4
	isb

	/* EL0, where PAN says nothing. A failed case aborts at the probe, and so fails. */
	constant x17, EL0T | PAN
	expect	ESR(0x15, 0), -1
	svc	#0
1:	nop
	expected
	ldr	x15, [x1]
	str	x15, [x1]
	expect	ESR(0x24, 0xf), KERNEL
1:	ldr	x15, [x3]
	expected
	expect	ESR(0x24, WNR | 0xf), USER_READ_ONLY
1:	str	x15, [x2]
	expected
	constant x17, EL1H
	expect	ESR(0x15, 1), -1
	svc	#1
1:	nop
	expected
	check	x18, PAN

	/* WXN: what EL1 can write it cannot execute; the alias is read-only. */
	expect_jump ESR(0x21, 0xf), x1	/* EL0 can write it */
	constant x6, 0x40080000 + (returns - _start)
	blr	x6
	orr	x5, x4, #SCTLR_WXN
	msr	sctlr_el1, x5
	isb
	expect_jump ESR(0x21, 0xf), x6
	msr	sctlr_el1, x4
	isb
	blr	x6
	exit_ok
returns:
	ret

	expect_handler

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	entry	level2, 3, 0x40000000 + NORMAL_BLOCK + AP_EL0 + AP_READ_ONLY
	table	level3_data
	entry	level3_data, 0, DATA_PA + NORMAL_PAGE + AP_EL0
	entry	level3_data, 1, DATA_PA + 0x1000 + NORMAL_PAGE + AP_EL0 + AP_READ_ONLY
	entries	level3_data, 2, 3, DATA_PA + 0x2000 + NORMAL_PAGE, 4096
	entry	level3_data, 5, DATA_PA + 0x5000 + NORMAL_PAGE + AP_EL0
