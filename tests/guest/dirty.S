/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access flag and dirty state in hardware, as the guest finds them in its own
 * tables: what sets them, and what must not.
 */
#define TCR_VALUE (TCR_LOW | 1 << 23 | 3 << 39)	/* HA, HD */
#include "expect.inc"

#define READ_ONLY (1 << 7)
#define DBM (1 << 51)
#define CLEAN (READ_ONLY | DBM)
#define PAGE(n) (DATA_PA + (n) * 0x1000 + NORMAL_PAGE)

/* Compares the descriptor of page n; x1 is the table. */
.macro check_page n, value
	ldr	x15, [x1, #8 * (\n)]
	check	x15, \value
.endm

.macro address reg, n
	constant \reg, DATA_VA + (\n) * 0x1000
.endm

	vectors_on
	mrs	x15, id_aa64mmfr1_el1
	and	x15, x15, #0xf
	check	x15, 2
	mmu_on
	adrp	x1, level3_data

	address	x2, 0			/* no access flag */
	ldr	x15, [x2]
	check_page 0, PAGE(0)
	address	x2, 1			/* neither flag: first read, then written */
	ldr	x15, [x2]
	check_page 1, PAGE(1) + CLEAN
	ldr	x15, [x2]
	str	x2, [x2]
	check_page 1, PAGE(1) + DBM
	ldr	x15, [x2]
	cmp	x15, x2
	b.ne	failed
	address	x2, 2			/* neither flag: written at once */
	str	x2, [x2]
	check_page 2, PAGE(2) + DBM
	address	x2, 3			/* read-only for good */
	expect	ESR(0x25, WNR | 0xf), DATA_VA + 0x3000
1:	str	x2, [x2]
	expected
	check_page 3, PAGE(3) + READ_ONLY
	address	x2, 4			/* an atomic writes */
	ldr	x15, [x2]
	stadd	x1, [x2]
	check_page 4, PAGE(4) + DBM
	address	x2, 5			/* a store without its monitor does not */
	ldr	x15, [x2]
	clrex
	stxr	w15, x1, [x2]
	check	x15, 1
	check_page 5, PAGE(5) + CLEAN
	ldxr	x15, [x2]
	stxr	w15, x1, [x2]
	cbnz	x15, failed
	check_page 5, PAGE(5) + DBM
	address	x2, 6			/* AT tells what a write would find, and writes nothing */
	at	s1e1w, x2
	mrs	x15, par_el1
	tbnz	x15, #0, failed
	check_page 6, PAGE(6) + CLEAN - DESC_AF
	address	x2, 7			/* STTR: EL0 may not, so nothing is marked */
	expect	ESR(0x25, WNR | 0xf), DATA_VA + 0x7000
1:	sttr	x2, [x2]
	expected
	check_page 7, PAGE(7) + CLEAN
	address	x2, 8			/* over two pages: both are marked */
	ldr	x15, [x2]
	sub	x2, x2, #4
	ldr	x15, [x2]
	str	x15, [x2]
	check_page 7, PAGE(7) + DBM
	check_page 8, PAGE(8) + DBM
	/* Without HD a clean page is a read-only one. */
	constant x15, TCR_LOW | 1 << 23 | 1 << 39
	msr	tcr_el1, x15
	isb
	address	x2, 9
	expect	ESR(0x25, WNR | 0xf), DATA_VA + 0x9000
1:	str	x2, [x2]
	expected
	check_page 9, PAGE(9) + CLEAN
	exit_ok

	expect_handler

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entry	level3_data, 0, PAGE(0) - DESC_AF
	entry	level3_data, 1, PAGE(1) + CLEAN - DESC_AF
	entry	level3_data, 2, PAGE(2) + CLEAN - DESC_AF
	entry	level3_data, 3, PAGE(3) + READ_ONLY - DESC_AF
	entry	level3_data, 4, PAGE(4) + CLEAN
	entry	level3_data, 5, PAGE(5) + CLEAN
	entry	level3_data, 6, PAGE(6) + CLEAN - DESC_AF
	entry	level3_data, 7, PAGE(7) + CLEAN
	entry	level3_data, 8, PAGE(8) + CLEAN
	entry	level3_data, 9, PAGE(9) + CLEAN - DESC_AF
