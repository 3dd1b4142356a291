/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the loader to C: a stack, an empty .bss, floating point left alone. The
 * loader enters at EL1 with the MMU off and the device tree's address in x0;
 * the first 64 bytes are the header of an arm64 Linux Image.
 */
	.section .head, "ax"
	.global _start
_start:
	b	1f
	.long	0
	.quad	0x200000			/* text_offset */
	.quad	image_size
	.quad	0xa				/* little endian, 4K pages */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0
1:	ldr	x1, =stack_end
	mov	sp, x1
	ldr	x1, =bss_start
	ldr	x2, =bss_end
2:	cmp	x1, x2
	b.hs	3f
	stp	xzr, xzr, [x1], #16
	b	2b
3:	bl	main
4:	wfi
	b	4b

	.bss
	.balign	16
	.skip	16384
	.global stack_end
stack_end:
