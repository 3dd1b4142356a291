/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the loader's jump to C at KIMAGE_VADDR. The image may lie at any
 * multiple of 2 MiB: until the MMU is on, nothing here uses a link address.
 *
 * On entry of the boot core (arm64 Linux boot protocol): EL1, MMU off, x0 = the
 * device tree's physical address. Other cores come from PSCI: x0 = number.
 */
#include "boot/early_mmu.h"
#include "mm/layout.h"

	/* Address of a symbol relative to where the code runs. */
	.macro here reg, symbol
	adrp	\reg, \symbol
	add	\reg, \reg, :lo12:\symbol
	.endm

	/* The header of an arm64 Linux Image. */
	.section .head.text, "ax"
	.global image_header
image_header:
	b	start_primary
	.long	0
	.quad	0				/* text_offset */
	.quad	image_size
	.quad	8 | (PAGE_SHIFT - 10) / 2 << 1	/* little endian, page size, anywhere */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

	.section .identity.text, "ax"
	.global start_primary
start_primary:
	msr	daifset, #0xf
	msr	spsel, #1
	mov	x19, x0				/* device tree */
	here	x20, image_start		/* physical address of the image */

	/* Stale lines over .bss must not come back once caches are on. */
	here	x0, bss_start
	here	x1, bss_end
	bl	cache_discard
	here	x0, bss_start
	here	x1, bss_end
1:	stp	xzr, xzr, [x0], #16
	cmp	x0, x1
	b.lo	1b

	here	x0, boot_stack_end
	mov	sp, x0
	mov	x0, x19
	bl	early_mmu_build
	dsb	sy
	here	x0, bss_start
	here	x1, bss_end
	bl	cache_discard
	bl	mmu_on
	ldr	x8, =virtual_primary
	br	x8

	.global start_secondary
start_secondary:
	msr	daifset, #0xf
	msr	spsel, #1
	mov	x19, x0				/* number of this core */
	bl	mmu_on
	ldr	x8, =virtual_secondary
	br	x8

	/* Drops cache lines from x0 up to x1 without writing them back. */
cache_discard:
	mrs	x2, ctr_el0
	ubfx	x2, x2, #16, #4			/* DminLine: log2 of words */
	mov	x3, #4
	lsl	x2, x3, x2
	sub	x3, x2, #1
	bic	x0, x0, x3
1:	dc	ivac, x0
	add	x0, x0, x2
	cmp	x0, x1
	b.lo	1b
	dsb	sy
	ret

	/* Switches to the tables of early_mmu.c; returns at the same address. */
mmu_on:
	ldr	x0, =MAIR_BOOT
	msr	mair_el1, x0
	ldr	x0, =TCR_BOOT
	mrs	x1, id_aa64mmfr0_el1		/* PARange becomes IPS, 48 bits at most */
	and	x1, x1, #0xf
	mov	x2, #5
	cmp	x1, x2
	csel	x1, x1, x2, lo
	bfi	x0, x1, #32, #3
	msr	tcr_el1, x0
	here	x0, early_identity_root
	msr	ttbr0_el1, x0
	here	x0, early_kernel_root
	msr	ttbr1_el1, x0
	msr	cpacr_el1, xzr
	dsb	sy
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	ldr	x0, =SCTLR_BOOT
	msr	sctlr_el1, x0
	isb
	ic	iallu
	dsb	nsh
	isb
	ret
	.ltorg

	.text
virtual_primary:
	here	x0, boot_stack_end
	mov	sp, x0
	here	x0, vectors
	msr	vbar_el1, x0
	msr	tpidr_el1, xzr
	isb
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, x19
	mov	x1, x20
	b	boot_main

virtual_secondary:
	here	x0, vectors
	msr	vbar_el1, x0
	here	x0, smp_stack_end
	ldr	x0, [x0, x19, lsl #3]
	mov	sp, x0
	isb
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, x19
	b	smp_secondary_main

	.bss
	.balign	16
boot_stack:
	.skip	16384
boot_stack_end:
