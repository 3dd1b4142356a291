/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the ID registers do not advertise: its registers and operations are
 * UNDEFINED, its control bits change nothing. What `exceptions` tries is not
 * tried again. advertised.S has the other half.
 */
#define TCR_VALUE (TCR_LOW | 1 << 23)
#include "expect.inc"

#define T1SZ(n) ((n) << 16)
#define TG1_64K (3 << 30)
#define AP_EL0 (1 << 6)
#define FRAME(n) (DATA_PA + (n) * 0x1000)
#define PAGE(n) (DATA_VA + (n) * 0x1000)

.macro absent register, field
	mrs	x15, \register
	ubfx	x15, x15, #\field, #4
	check	x15, 0
.endm

.macro undefined instruction:vararg
	expect	ESR(0, 0), -1
1:	\instruction
	expected
.endm

.macro no_register name
	undefined mrs x15, \name
	undefined msr \name, xzr
.endm

/* A load there finds the mark of that frame, at either level's rights. */
.macro finds address, pa
	tlbi	vmalle1
	dsb	nsh
	isb
	constant x15, \address
	ldr	x14, [x15]
	check	x14, \pa
	ldtr	x14, [x15]
	check	x14, \pa
.endm

.macro no_translation address
	constant x15, \address
	expect	ESR(0x25, 4), \address
1:	ldr	x15, [x15]
	expected
.endm

.macro upper_range tcr
	constant x15, TCR_LOW | (\tcr)
	msr	tcr_el1, x15
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
.endm

	vectors_on
	mmu_on
	constant x1, PAGE(0)
	constant x2, FRAME(0)
	str	x2, [x1]
	constant x3, FRAME(1)
	str	x3, [x1, #0x1000]

	/* ID_AA64PFR0_EL1: EL2, EL3, RAS, SVE, MPAM, AMU, DIT, CSV2. */
	mrs	x15, id_aa64pfr0_el1
	ubfx	x15, x15, #28, #36
	check	x15, 0
	absent	id_aa64pfr0_el1, 8
	no_register S3_4_C1_C1_0		/* HCR_EL2 */
	no_register S3_5_C1_C0_0		/* SCTLR_EL12 */
	undefined sys #4, c7, c8, #0, x1	/* AT S1E2R */
	absent	id_aa64pfr0_el1, 12
	no_register S3_6_C1_C1_0		/* SCR_EL3 */
	no_register S3_0_C12_C1_1		/* DISR_EL1 */
	undefined mrs x15, S3_0_C5_C3_0	/* ERRIDR_EL1 */
	no_register S3_0_C1_C2_0		/* ZCR_EL1 */
	mov	x15, #3 << 16			/* CPACR_EL1.ZEN */
	msr	cpacr_el1, x15
	isb
	mrs	x15, cpacr_el1
	check	x15, 0
	no_register S3_0_C10_C5_0		/* MPAM1_EL1 */
	no_register S3_3_C13_C2_0		/* AMCR_EL0 */
	no_register S3_3_C4_C2_5		/* DIT */
	no_register S3_0_C13_C0_7		/* SCXTNUM_EL1 */
	/* GIC: its system registers are there when the field says so. */
	mrs	x15, id_aa64pfr0_el1
	tbnz	x15, #24, has_gic
	no_register S3_0_C4_C6_0		/* ICC_PMR_EL1 */
	b	gic_done
has_gic:
	mrs	x15, S3_0_C4_C6_0
gic_done:
	/* ID_AA64PFR1_EL1: BT, SSBS, MTE. */
	mrs	x15, id_aa64pfr1_el1
	check	x15, 0
	no_register S3_3_C4_C2_6		/* SSBS */
	no_register S3_3_C4_C2_7		/* TCO */
	no_register S3_0_C1_C0_6		/* GCR_EL1 */
	no_register S3_0_C5_C6_0		/* TFSR_EL1 */
	/* ID_AA64DFR0_EL1: debug, PMU, trace, SPE. */
	mrs	x15, id_aa64dfr0_el1
	check	x15, 0
	no_register pmcr_el0
	no_register S2_0_C0_C0_4		/* DBGBVR0_EL1 */
	no_register S3_0_C1_C2_1		/* TRFCR_EL1 */
	no_register S3_0_C9_C9_0		/* PMSCR_EL1 */
	/* ID_AA64ISAR0_EL1: RNDR; ISAR1: DPB, SPECRES, pointer authentication, XS. */
	absent	id_aa64isar0_el1, 60
	undefined mrs x15, S3_3_C2_C4_0	/* RNDR */
	mrs	x15, id_aa64isar1_el1
	check	x15, 0
	no_register S3_0_C2_C1_0		/* APIAKeyLo_EL1 */
	undefined sys #3, c7, c12, #1, x1	/* DC CVAP */
	undefined sys #3, c7, c13, #1, x1	/* DC CVADP */
	undefined sys #3, c7, c3, #4, x1	/* CFP RCTX */
	undefined sys #0, c9, c3, #0		/* TLBI VMALLE1ISNXS */
	/* ID_AA64MMFR1_EL1: LO; MMFR2: UAO, CCIDX, BBM. */
	absent	id_aa64mmfr1_el1, 16
	no_register S3_0_C10_C4_3		/* LORC_EL1 */
	no_register S3_0_C4_C2_4		/* UAO */
	undefined mrs x15, S3_1_C0_C0_2	/* CCSIDR2_EL1 */
	undefined sys #0, c7, c9, #2, x1	/* AT S1E1A */

	/*
	 * Control bits. TCR_EL1: HWU (PBHA), TBID, NFD, E0PD, TCMA, DS; TTBR0_EL1: CnP;
	 * descriptors: GP, PBHA, an output address of 52 bits.
	 */
	finds	PAGE(0), FRAME(0)
	constant x15, TCR_VALUE | 0x0ffff80000000000
	msr	tcr_el1, x15
	isb
	finds	PAGE(0), FRAME(0)
	constant x15, TCR_VALUE
	msr	tcr_el1, x15
	mrs	x15, ttbr0_el1
	orr	x15, x15, #1
	msr	ttbr0_el1, x15
	isb
	finds	PAGE(1), FRAME(1)
	finds	PAGE(2), FRAME(1)
	/* SCTLR_EL1: mixed endianness, EPAN, BTI, tag checks, pointer authentication: RES0. */
	mrs	x19, sctlr_el1
	constant x15, 1 << 57 | 0x3f << 37 | 3 << 35 | 1 << 31 | 1 << 30 | 1 << 27 | 3 << 24 | 1 << 13
	orr	x15, x15, x19
	msr	sctlr_el1, x15
	isb
	mrs	x15, sctlr_el1
	cmp	x15, x19
	b.ne	failed
	finds	PAGE(0), FRAME(0)
	mov	x30, x1
	hint	#25				/* PACIASP */
	mov	x14, x30
	msr	sctlr_el1, x19
	isb
	check	x14, PAGE(0)
	/* Addresses: no more than 48 bits (VARange), no fewer than 25 (ST). */
	adrp	x0, level3_64k
	msr	ttbr1_el1, x0
	upper_range TG1_64K | T1SZ(35)
	finds	0xffffffffe0000000, FRAME(0)
	upper_range TG1_64K | T1SZ(12)
	no_translation 0xfff0000000000000
	upper_range TG1_64K | T1SZ(40)
	no_translation 0xffffffffff000000
	exit_ok

	expect_handler

	upper_tables
	entry	level2, 1, level3_data + DESC_TABLE
	table	level3_data
	entries	level3_data, 0, 2, FRAME(0) + NORMAL_PAGE + AP_EL0, 4096
	entry	level3_data, 2, FRAME(1) + NORMAL_PAGE + AP_EL0 + (0xf << 59) + (3 << 48)
	.section .tables, "aw"
	.balign	1 << 16
level3_64k:
	.quad	DATA_PA + NORMAL_PAGE + AP_EL0
