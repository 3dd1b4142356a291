/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the ID registers advertise, each field tried by what it promises. Where
 * machines differ (PARange, ASIDBits) the field says what is expected.
 * unadvertised.S has the other half. `identity` compares whole registers.
 *
 * Frames 0 to 15 of DATA_PA are marked with their own addresses. x20 points to
 * level3_data, whose pages the cases map as they need them.
 */
#define TCR_VALUE (TCR_LOW | 1 << 23)
#include "expect.inc"

#define T1SZ(n) ((n) << 16)
#define TG1_16K (1 << 30)
#define TG1_64K (3 << 30)
#define HA_HD (3 << 39)
#define HPD0 (1 << 41)
#define AS (1 << 36)
#define AP_EL0 (1 << 6)
#define READ_ONLY (1 << 7)
#define DBM (1 << 51)
#define APTABLE_READ_ONLY (1 << 62)
#define FRAME(n) (DATA_PA + (n) * 0x1000)
#define PAGE(n) (DATA_VA + (n) * 0x1000)
/* Fields of a TLBI operand, Arm ARM "TLBI RVAE1" and "TLBI VAE1". */
#define TWO_PAGES(address) (1 << 46 | (address) >> 12)
#define TTL_4K(level) ((4 + (level)) << 44)

/* A field of an ID register, four bits. */
.macro advertised register, field, value
	mrs	x15, \register
	ubfx	x15, x15, #\field, #4
	check	x15, \value
.endm

/* Page n of level3_data as of the next walk; no TLBI. Clobbers x15. */
.macro map n, descriptor
	constant x15, \descriptor
	str	x15, [x20, #8 * (\n)]
	dsb	ishst
	isb
.endm

.macro forget_all
	tlbi	vmalle1
	dsb	nsh
	isb
.endm

.macro control value
	constant x15, \value
	msr	tcr_el1, x15
	isb
	forget_all
.endm

/* A load there finds the frame of that physical address. */
.macro finds address, pa
	constant x15, \address
	ldr	x15, [x15]
	check	x15, \pa
.endm

/* The same, where the machine says which frame: x16. */
.macro finds_x16 address
	.set	case, case + 1
	constant x9, case
	constant x15, \address
	ldr	x15, [x15]
	cmp	x15, x16
	b.ne	failed
.endm

.macro faults address, status, instruction="ldr x15, [x15]"
	constant x15, \address
	expect	ESR(0x25, \status), \address
1:	\instruction
	expected
.endm

/* TTBR0_EL1 with that ASID; clobbers x0, x15. */
.macro asid number
	adrp	x0, level0
	mov	x15, #\number
	orr	x0, x0, x15, lsl #48
	msr	ttbr0_el1, x0
	isb
.endm

/* Whether `operation` drops the entry of page 5: it maps another frame before. */
.macro drops operation:vararg
	drop_case 7, \operation
.endm

.macro spares operation:vararg
	drop_case 6, \operation
.endm

.macro drop_case frame, operation:vararg
	map	5, FRAME(6) + NORMAL_PAGE
	forget_all
	finds	PAGE(5), FRAME(6)
	map	5, FRAME(7) + NORMAL_PAGE
	finds	PAGE(5), FRAME(6)
	\operation
	dsb	ish
	isb
	finds	PAGE(5), FRAME(\frame)
.endm

	vectors_on
	mmu_on
	adrp	x20, level3_data
	constant x1, DATA_VA + 0x200000		/* mark the frames */
	constant x2, DATA_PA
	mov	x3, #16
1:	str	x2, [x1]
	add	x1, x1, #4096
	add	x2, x2, #4096
	subs	x3, x3, #1
	b.ne	1b

	/* ID_AA64MMFR0_EL1: granules; 4K is what all of this runs on. */
	advertised id_aa64mmfr0_el1, 28, 0
	finds	PAGE(0x201), FRAME(1)
	advertised id_aa64mmfr0_el1, 20, 1
	adrp	x0, level3_16k
	msr	ttbr1_el1, x0
	control	TCR_LOW | TG1_16K | T1SZ(39)
	finds	0xfffffffffe003000, FRAME(3)
	faults	0xfffffffffe004000, 7
	advertised id_aa64mmfr0_el1, 24, 0
	adrp	x0, level3_64k
	msr	ttbr1_el1, x0
	control	TCR_LOW | TG1_64K | T1SZ(35)
	finds	0xffffffffe000f000, FRAME(15)
	faults	0xffffffffe0010000, 7
	control	TCR_VALUE

	/* PARange: nothing answers in its last page, and the one behind is no output address. */
	mrs	x1, id_aa64mmfr0_el1
	and	x1, x1, #0xf
	.set	case, case + 1
	constant x9, case
	cmp	x1, #5
	b.hi	failed
	adr	x2, pa_bits
	ldrb	w2, [x2, x1]
	mov	x21, #1
	lsl	x21, x21, x2
	sub	x3, x21, #0x1000
	constant x15, NORMAL_PAGE
	add	x3, x3, x15
	str	x3, [x20, #8]
	add	x3, x21, x15
	str	x3, [x20, #16]
	dsb	ishst
	faults	PAGE(1), 0x10
	tbnz	x21, #48, all_within		/* all that a descriptor can say */
	faults	PAGE(2), 3
all_within:
	/* ASIDBits: ASID 0x101 is another one than 1, or the same. */
	mrs	x1, id_aa64mmfr0_el1
	ubfx	x1, x1, #4, #4
	.set	case, case + 1
	constant x9, case
	bic	x15, x1, #2
	cbnz	x15, failed
	cmp	x1, #2
	constant x2, FRAME(2)
	constant x3, FRAME(3)
	csel	x22, x3, x2, eq			/* what ASID 0x101 finds */
	csel	x23, x2, x3, eq			/* what ASID 1 finds when 0x101 is invalidated */
	map	3, FRAME(2) + NORMAL_PAGE + DESC_NOT_GLOBAL
	asid	1
	finds	PAGE(3), FRAME(2)
	map	3, FRAME(3) + NORMAL_PAGE + DESC_NOT_GLOBAL
	finds	PAGE(3), FRAME(2)
	asid	0x101
	mov	x16, x22
	finds_x16 PAGE(3)
	constant x15, TCR_VALUE - AS		/* eight bits are in use */
	msr	tcr_el1, x15
	isb
	finds	PAGE(3), FRAME(2)
	constant x15, TCR_VALUE
	msr	tcr_el1, x15
	isb
	asid	1
	constant x15, 0x101 << 48
	tlbi	aside1, x15
	dsb	nsh
	mov	x16, x23
	finds_x16 PAGE(3)
	asid	0

	/* ID_AA64MMFR1_EL1: HAFDBS, access flag and dirty state. */
	advertised id_aa64mmfr1_el1, 0, 2
	control	TCR_VALUE | HA_HD
	map	4, FRAME(4) + NORMAL_PAGE + READ_ONLY + DBM - DESC_AF
	finds	PAGE(4), FRAME(4)
	ldr	x15, [x20, #8 * 4]
	check	x15, FRAME(4) + NORMAL_PAGE + READ_ONLY + DBM
	constant x15, PAGE(4)
	str	xzr, [x15, #8]
	ldr	x15, [x20, #8 * 4]
	check	x15, FRAME(4) + NORMAL_PAGE + DBM
	control	TCR_VALUE
	/* HPDS: a table's limits are heeded, or not. */
	advertised id_aa64mmfr1_el1, 12, 1
	map	5, FRAME(5) + NORMAL_PAGE
	faults	DATA_VA + 0x405000, WNR | 0xf, "str xzr, [x15]"
	control	TCR_VALUE | HPD0
	constant x15, DATA_VA + 0x405000
	str	xzr, [x15, #8]
	control	TCR_VALUE
	/* PAN, with the AT that asks for it. */
	advertised id_aa64mmfr1_el1, 20, 2
	map	6, FRAME(6) + NORMAL_PAGE + AP_EL0
	finds	PAGE(6), FRAME(6)
	constant x2, PAGE(6)
	msr	pan, #1
	faults	PAGE(6), 0xf
	at	s1e1rp, x2
	isb
	mrs	x15, par_el1
	and	x15, x15, #0x7f
	check	x15, 0xf << 1 | 1
	msr	pan, #0
	finds	PAGE(6), FRAME(6)

	/* ID_AA64ISAR0_EL1: TLB, outer-shareable and range; ID_AA64MMFR2_EL1: TTL. */
	advertised id_aa64isar0_el1, 56, 2
	constant x3, TWO_PAGES(PAGE(4))
	drops	sys #0, c8, c6, #1, x3		/* RVAE1 */
	drops	sys #0, c8, c2, #1, x3		/* RVAE1IS */
	drops	sys #0, c8, c5, #1, x3		/* RVAE1OS */
	constant x3, TWO_PAGES(PAGE(6))
	spares	sys #0, c8, c2, #1, x3
	constant x3, PAGE(5) >> 12
	drops	sys #0, c8, c1, #1, x3		/* VAE1OS */
	drops	sys #0, c8, c1, #0		/* VMALLE1OS */
	advertised S3_0_C0_C7_2, 48, 1
	constant x3, TTL_4K(3) | PAGE(5) >> 12
	drops	tlbi vae1is, x3
	constant x3, TTL_4K(2) | PAGE(5) >> 12
	spares	tlbi vae1is, x3
	/* Atomic: LSE. */
	advertised id_aa64isar0_el1, 20, 2
	constant x1, DATA_VA + 0x200008		/* frame 0, behind the mark */
	mov	x2, #40
	str	x2, [x1]
	mov	x3, #2
	ldaddal	x3, x15, [x1]
	check	x15, 40
	swp	x3, x15, [x1]
	check	x15, 42
	mov	x15, #2
	cas	x15, x2, [x1]
	check	x15, 2
	ldr	x15, [x1]
	check	x15, 40
	/* CRC32, of "12345678". */
	advertised id_aa64isar0_el1, 16, 1
	constant x2, 0x3837363534333231
	mov	w15, #-1
	crc32x	w15, w15, x2
	mvn	w15, w15
	check	x15, 0x9ae0daaf
	/* ID_AA64PFR0_EL1: FP and AdvSIMD. */
	advertised id_aa64pfr0_el1, 16, 0
	advertised id_aa64pfr0_el1, 20, 0
	mov	x15, #3 << 20
	msr	cpacr_el1, x15
	isb
	fmov	d0, #1.5
	fadd	d0, d0, d0
	fcvtzs	x15, d0
	check	x15, 3
	movi	v1.16b, #3
	add	v1.4s, v1.4s, v1.4s
	umov	w15, v1.s[3]
	check	x15, 0x06060606
	exit_ok

pa_bits:
	.byte	32, 36, 40, 42, 44, 48
	.balign	4

	expect_handler

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	entry	level2, 2, DATA_PA + NORMAL_BLOCK
	entry	level2, 3, level3_data + DESC_TABLE + APTABLE_READ_ONLY
	table	level3_data
	/* The first page of each; the granule's tables are aligned to themselves. */
	.section .tables, "aw"
	.balign	1 << 14
level3_16k:
	.quad	DATA_PA + NORMAL_PAGE
	.balign	1 << 16
level3_64k:
	.quad	DATA_PA + NORMAL_PAGE
