/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The identification registers tell what there is, field by field, and nothing
 * more; the machine is the default one: 44 bits of PA, ASIDs of 16.
 */
#include "expect.inc"

.macro identify register, value
	mrs	x15, \register
	check	x15, \value
.endm

	vectors_on
	identify id_aa64pfr0_el1, 0x11			/* EL0, EL1 in AArch64; FP, AdvSIMD */
	identify id_aa64pfr1_el1, 0
	identify id_aa64isar0_el1, 2 << 56 | 2 << 20 | 1 << 16	/* TLB range, LSE, CRC32 */
	identify id_aa64isar1_el1, 0
	identify id_aa64mmfr0_el1, 1 << 20 | 2 << 4 | 4	/* 4K, 16K, 64K; ASID; PA */
	identify id_aa64mmfr1_el1, 2 << 20 | 1 << 12 | 2	/* PAN2, HPDS, HAFDBS */
	identify id_aa64mmfr2_el1, 1 << 48		/* TTL */
	identify id_aa64dfr0_el1, 0
	identify S3_0_C0_C4_4, 0			/* ID_AA64ZFR0_EL1 */
	/* What is told is there: each would be UNDEFINED otherwise. */
	crc32x	w14, w14, x14
	msr	pan, #0
	at	s1e1rp, x14
	sys	#0, c8, c2, #1, x14			/* TLBI RVAE1IS */
	sys	#0, c8, c1, #0				/* TLBI VMALLE1OS */
	dsb	ish
	exit_ok

	expect_handler

	upper_tables
