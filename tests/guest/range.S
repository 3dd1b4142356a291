/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Range and outer-shareable invalidations in a straight run of code: operations
 * that the engine does not know, stepped over by the machine. Pages 0 to 3 are
 * of ASID 0, which is the current one.
 */
#include "guest.inc"

/* TG 4K, SCALE 0, NUM 0: two pages. */
#define TWO_PAGES(address) (1 << 46 | (address) >> 12)

.macro touch_all
	ldr	xzr, [x1]
	ldr	xzr, [x1, #0x1000]
	ldr	xzr, [x1, #0x2000]
	ldr	xzr, [x1, #0x3000]
.endm

/* A guest finds these operations by the fields of the ID registers. */
.macro require register, field, value
	mrs	x6, \register
	ubfx	x6, x6, #\field, #4
	cmp	x6, #\value
	b.ne	.
.endm

	require	id_aa64isar0_el1, 56, 2	/* TLB: FEAT_TLBIOS, FEAT_TLBIRANGE */
	require	s3_0_c0_c7_2, 48, 1	/* ID_AA64MMFR2_EL1.TTL */
	mmu_on
	constant x1, DATA_VA
	constant x3, TWO_PAGES(DATA_VA + 0x1000)
	mov	x5, #0
	touch_all			/* 4 misses */

	add	x5, x5, #1
	sys	#0, c8, c6, #1, x3	/* RVAE1: pages 1 and 2 */
	add	x5, x5, #1
	touch_all			/* 2 misses, 2 hits */
	sys	#0, c8, c2, #7, x3	/* RVAALE1IS, twice in a row */
	sys	#0, c8, c2, #7, x3
	touch_all			/* 2 misses */
	add	x5, x5, #1
	constant x3, DATA_VA >> 12
	sys	#0, c8, c1, #3, x3	/* VAAE1OS: page 0 */
	touch_all			/* 1 miss */
	constant x3, (3 << 46 | DATA_VA >> 16)
	sys	#0, c8, c5, #3, x3	/* RVAAE1OS of 64K pages: reaches nothing */
	touch_all			/* no miss */
	add	x5, x5, #1
	cmp	x5, #4			/* nothing ran twice, nothing was left out */
	b.ne	.
	exit_ok

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entries	level3_data, 0, 4, DATA_PA + (NORMAL_PAGE | DESC_NOT_GLOBAL), 4096
