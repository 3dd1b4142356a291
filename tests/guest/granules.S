/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The upper range with 64K and 16K granules while the lower one has 4K: pages,
 * a block and a contiguous run of each, the start levels of several sizes, and
 * faults with the level where they arise. Data lies at DATA_PA, each of its
 * 4K frames marked with its own address.
 */
#include "expect.inc"

#define T1SZ(n) ((n) << 16)
#define TG1_16K (1 << 30)
#define TG1_64K (3 << 30)
#define CONTIGUOUS (1 << 52)
#define HIGH(input_bits, offset) ((-1 << (input_bits)) + (offset))

/* The upper range as of now; clobbers x0. */
.macro upper_range table, tcr
	constant x0, TCR_LOW | (\tcr)
	msr	tcr_el1, x0
	adrp	x0, \table
	add	x0, x0, :lo12:\table
	msr	ttbr1_el1, x0
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
.endm

/* A load there finds the frame of that physical address. */
.macro finds address, pa
	constant x15, \address
	ldr	x15, [x15]
	check	x15, \pa
.endm

.macro faults address, status
	constant x15, \address
	expect	ESR(0x25, \status), \address
1:	ldr	x15, [x15]
	expected
.endm

/* A table of 64K or 16K, aligned to itself. */
.macro table_of name, shift
	.section .tables, "aw"
	.balign	1 << \shift
\name:
.endm

	vectors_on
	mmu_on
	constant x1, DATA_VA		/* mark the frames: 4 MiB */
	constant x2, DATA_PA
	mov	x3, #1024
1:	str	x2, [x1]
	add	x1, x1, #4096
	add	x2, x2, #4096
	subs	x3, x3, #1
	b.ne	1b

	/* 64K, 42 bits: levels 2 and 3. */
	upper_range level2_64k, TG1_64K | T1SZ(22)
	finds	HIGH(42, 0x10000), DATA_PA + 0x20000
	finds	HIGH(42, 0x1f000), DATA_PA + 0x2f000
	finds	HIGH(42, 0x205000), DATA_PA + 0x205000
	finds	HIGH(42, 0x3f5000), DATA_PA + 0x3f5000	/* of the same run */
	faults	HIGH(42, 0x20000), 7
	faults	HIGH(42, 3 << 29), 6
	faults	HIGH(43, 0), 4
	finds	HIGH(42, (1 << 29) + 0x1003000), DATA_PA + 0x3000
	/* 64K, 29 bits: one table of level 3. */
	upper_range level3_64k, TG1_64K | T1SZ(35)
	finds	HIGH(29, 0x1f000), DATA_PA + 0x2f000
	faults	HIGH(29, 0x20000), 7
	faults	HIGH(30, 0), 4
	/* 16K, 36 bits: levels 2 and 3. */
	upper_range level2_16k, TG1_16K | T1SZ(28)
	finds	HIGH(36, 0x4000), DATA_PA + 0x8000
	finds	HIGH(36, 0x7000), DATA_PA + 0xb000
	finds	HIGH(36, 0x203000), DATA_PA + 0x203000
	finds	HIGH(36, 0x3f5000), DATA_PA + 0x3f5000
	faults	HIGH(36, 0x8000), 7
	finds	HIGH(36, (1 << 25) + 0x1003000), DATA_PA + 0x3000
	faults	HIGH(36, 2 << 25), 6
	/* 16K, 47 bits: level 1, where no block may stand. */
	upper_range level1_16k, TG1_16K | T1SZ(17)
	finds	HIGH(47, 0x4000), DATA_PA + 0x8000
	faults	HIGH(47, 1 << 36), 5
	/* TxSZ out of bounds: a fault of level 0. */
	upper_range level3_64k, TG1_64K | T1SZ(40)
	faults	HIGH(24, 0x10000), 4
	upper_range level2_64k, TG1_64K | T1SZ(15)
	faults	HIGH(42, 0x10000), 4
	exit_ok

	expect_handler

	upper_tables
	entry	level2, 1, DATA_PA + NORMAL_BLOCK
	entry	level2, 2, DATA_PA + 0x200000 + NORMAL_BLOCK

	table_of level3_64k, 16
	entry	level3_64k, 1, DATA_PA + 0x20000 + NORMAL_PAGE
	/* One descriptor of a run of 32, the one that is read: it speaks for 2 MiB. */
	entry	level3_64k, 32, DATA_PA + 0x200000 + NORMAL_PAGE + CONTIGUOUS
	.org	level3_64k + 0x10000
	table_of level2_64k, 16
	entry	level2_64k, 0, level3_64k + DESC_TABLE
	entry	level2_64k, 1, 0x40000000 + NORMAL_BLOCK
	.org	level2_64k + 0x10000
	table_of level3_16k, 14
	entry	level3_16k, 1, DATA_PA + 0x8000 + NORMAL_PAGE
	entry	level3_16k, 128, DATA_PA + 0x200000 + NORMAL_PAGE + CONTIGUOUS
	.org	level3_16k + 0x4000
	table_of level2_16k, 14
	entry	level2_16k, 0, level3_16k + DESC_TABLE
	entry	level2_16k, 1, 0x40000000 + NORMAL_BLOCK
	.org	level2_16k + 0x4000
	table_of level1_16k, 14
	entry	level1_16k, 0, level2_16k + DESC_TABLE
	entry	level1_16k, 1, 0x4000000000 + NORMAL_BLOCK
	.org	level1_16k + 0x4000
