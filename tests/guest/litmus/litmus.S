/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs every litmus program of programs.inc ITERATIONS times on three cores and
 * prints what its threads saw: a line of three words an iteration, r0 in the
 * lowest byte. Tables, pages and TLBs are made anew each time; then come the
 * threads' warm-ups, a barrier, a random delay of each thread and the program.
 *
 *   x18 arrivals at the barrier     x24 row of the program    x25 random state
 *   x26 iterations left             x27 programs left         x29 the core
 *   x19 return of a routine         x20 to x23 r0 to r3       x28 fault of an access
 */
#include "guest.inc"

	.arch	armv8.4-a

#define THREADS 3
#define ASID 1
#define UART 0x09000000
#define PAGES 0x41000000 /* a to f */
#define CODE_E (PAGES + 0x4000)
#define CODE_F (PAGES + 0x5000)
#define SHARED 0x41010000 /* arrivals, then a word of results for each thread */
#define RESULTS 8
#define ROW (7 * 8)
#define USUAL_PAGE (NORMAL_PAGE | DESC_NOT_GLOBAL)
#define PSCI_CPU_ON 0xc4000003
#define MOVZ_X0 0xd2800000
#define RET 0xd65f03c0
#define FAULT 15
#define EC_INSTRUCTION_ABORT 0x21

/* Everybody is here; clobbers x0 to x2. */
.macro meet
	constant x0, SHARED
	add	x18, x18, #THREADS
	mov	x1, #1
	ldaddal	x1, x2, [x0]
	sev
	b	7f
6:	wfe
7:	ldar	x1, [x0]
	cmp	x1, x18
	b.lo	6b
.endm

.macro own_tables
	adrp	x0, level0
	constant x1, ASID << 48
	orr	x0, x0, x1
	msr	ttbr0_el1, x0
	isb
.endm

/* A random number below 2^bits. */
.macro random reg, bits
	constant x0, 6364136223846793005
	madd	x25, x25, x0, x0
	lsr	\reg, x25, #(64 - \bits)
.endm

	mov	x19, #1
0:	constant x0, PSCI_CPU_ON
	mov	x1, x19
	adr	x2, begin
	mov	x3, x19
	hvc	#0
	add	x19, x19, #1
	cmp	x19, #THREADS
	b.ne	0b
	mov	x0, #0
begin:
	mov	x29, x0
	add	x25, x0, #1
	mov	x18, #0
	adr	x0, vectors
	msr	vbar_el1, x0
	mmu_on
	own_tables
	cbnz	x29, 1f
	bl	make_code
1:	ldr	x27, =PROGRAMS
	adr	x24, programs
each_program:
	mov	x26, #ITERATIONS
each_iteration:
	cbnz	x29, 1f
	bl	make_world
	ldr	x0, [x24]
	adr	x19, 1f
	br	x0
1:	dsb	ish
	meet
	tlbi	vmalle1			/* each its own: broadcasts are what is tested */
	dsb	nsh
	isb
	add	x10, x24, x29, lsl #4
	ldr	x0, [x10, #8]
	adr	x19, 1f
	br	x0
1:	meet
	mov	x20, #0
	mov	x21, #0
	mov	x22, #0
	mov	x23, #0
	random	x1, 6
	adr	x0, slow_end
	sub	x0, x0, x1, lsl #2
	br	x0
	.rept	64			/* twelve cycles each */
	udiv	x2, x2, x2
	.endr
slow_end:
	random	x1, 4
	adr	x0, fast_end
	sub	x0, x0, x1, lsl #2
	br	x0
	.rept	16
	nop
	.endr
fast_end:
	ldr	x0, [x10, #16]
	adr	x19, 1f
	br	x0
1:	bfi	x20, x21, #8, #8
	bfi	x20, x22, #16, #8
	bfi	x20, x23, #24, #8
	own_tables
	constant x0, SHARED + RESULTS
	str	w20, [x0, x29, lsl #2]
	meet
	cbnz	x29, 1f
	bl	print
1:	subs	x26, x26, #1
	b.ne	each_iteration
	add	x24, x24, #ROW
	subs	x27, x27, #1
	b.ne	each_program
	meet
	cbnz	x29, 1f
	exit_ok
1:	wfi
	b	1b

/* Pages e and f return 5 and 6. */
make_code:
	constant x0, CODE_E
	constant x1, (RET << 32) | MOVZ_X0 | 5 << 5
	str	x1, [x0]
	constant x0, CODE_F
	constant x1, (RET << 32) | MOVZ_X0 | 6 << 5
	str	x1, [x0]
	dsb	ish
	ic	iallu
	dsb	ish
	isb
	ret

/* a, b, c, d hold 1, 2, 0, 0; x and its neighbours, y and z are where they belong. */
make_world:
	constant x0, PAGES
	mov	x1, #1
	str	x1, [x0]
	mov	x1, #2
	.irp	value, x1, xzr, xzr
	add	x0, x0, #4096
	str	\value, [x0]
	.endr
	constant x1, PAGES + USUAL_PAGE
	add	x2, x1, #4096
	adrp	x3, level3_80
	adrp	x4, level3_other
	mov	x5, #15
2:	str	x1, [x3, x5, lsl #3]
	str	x1, [x4, x5, lsl #3]
	subs	x5, x5, #1
	b.ne	2b
	str	x1, [x3]
	str	x2, [x3, #8]
	str	x2, [x4]
	add	x2, x2, #4096
	adrp	x0, level3_81
	str	x2, [x0]
	add	x2, x2, #4096
	adrp	x0, level3_82
	str	x2, [x0]
	adrp	x0, level2
	add	x0, x0, #0x400
	.irp	region, 80, 81, 82
	adrp	x1, level3_\region
	add	x1, x1, #DESC_TABLE
	str	x1, [x0], #8
	.endr
	ret

/* Three words as 24 digits, and a line feed. */
print:
	constant x0, UART
	constant x1, SHARED + RESULTS
	mov	x2, #THREADS
2:	ldr	w3, [x1], #4
	mov	x4, #8
3:	ror	w3, w3, #28
	and	w5, w3, #15
	cmp	w5, #10
	add	w6, w5, #'0'
	add	w5, w5, #('a' - 10)
	csel	w5, w6, w5, lo
	str	w5, [x0]
	subs	x4, x4, #1
	b.ne	3b
	subs	x2, x2, #1
	b.ne	2b
	mov	w5, #'\n'
	str	w5, [x0]
	ret

	.ltorg
	.balign	2048
vectors:
	.rept	4
	.balign	128
	b	unexpected
	.endr
	.balign	128
	mrs	x28, esr_el1
	lsr	x28, x28, #26
	cmp	x28, #EC_INSTRUCTION_ABORT
	mrs	x28, elr_el1
	add	x28, x28, #4
	csel	x28, x30, x28, eq	/* a call that faults returns */
	msr	elr_el1, x28
	mov	x28, #FAULT
	eret
	.rept	11
	.balign	128
	b	unexpected
	.endr
unexpected:
	constant x0, PROBE_BASE + PROBE_REG_EXIT
	mov	w1, #1
	str	w1, [x0]
	b	.

#include "programs.inc"

.macro second_level name, region_80
	table	\name
	entry	\name, 0, level3_image + DESC_TABLE
	entry	\name, 8, PAGES + NORMAL_BLOCK
	entry	\name, 0x80, \region_80 + DESC_TABLE
	.quad	level3_81 + DESC_TABLE, level3_82 + DESC_TABLE
.endm

	table	level0
	.quad	level1 + DESC_TABLE
	table	level0_other
	.quad	level1_other + DESC_TABLE
	table	level1
	.quad	level2_low + DESC_TABLE, level2 + DESC_TABLE
	table	level1_other
	.quad	level2_low + DESC_TABLE, level2_other + DESC_TABLE
	table	level2_low
	entry	level2_low, UART >> 21, UART + (DESC_BLOCK | DESC_AF | DESC_DEVICE)
	entry	level2_low, PROBE_BASE >> 21, level3_probe + DESC_TABLE
	table	level3_probe
	entry	level3_probe, 0, PROBE_BASE + (DESC_PAGE | DESC_AF | DESC_DEVICE)
	table	level3_image
	entries	level3_image, 0x80, 0x180, 0x40080000 + NORMAL_PAGE, 4096
	second_level level2, level3_80
	second_level level2_other, level3_other
	.irp	region, 80, 81, 82, other
	table	level3_\region
	.skip	4096			/* make_world fills it */
	.endr
