/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What else the board has, with the MMU off: the date of the real time clock,
 * empty virtio slots, and PSCI's AFFINITY_INFO through the life of a core, which
 * ends with CPU_OFF and can begin anew. Two cores. Exits with the number of the
 * step that went wrong; the last one is SYSTEM_RESET, which ends the run.
 */
#include "guest.inc"

#define CLOCK 0x09010000
#define DATE 1577836800
#define VIRTIO 0x0a000000
#define PSCI_CPU_OFF 0x84000002
#define PSCI_CPU_ON 0xc4000003
#define PSCI_AFFINITY_INFO 0xc4000004
#define PSCI_SYSTEM_RESET 0x84000009
#define ALREADY_ON -4
#define INVALID_PARAMETERS -2
#define FLAG 0x41000000

.macro step number
	mov	x9, \number
.endm

/* Calls `function` with x1 and up; the result must be `result`. */
.macro call function, result
	constant x0, \function
	hvc	#0
	cmp	x0, #(\result)
	b.ne	failed
.endm

.macro start_second
	mov	x1, #1
	adr	x2, second
	call	PSCI_CPU_ON, 0
.endm

	step	#1
	constant x20, CLOCK
	ldr	w0, [x20]
	constant x1, DATE
	cmp	x0, x1
	b.ne	failed
	step	#2
	constant x20, VIRTIO
	ldr	w0, [x20]		/* the magic number of a slot */
	cbnz	w0, failed
	ldr	w0, [x20, #0x3e00]
	cbnz	w0, failed

	step	#3
	constant x20, FLAG
	mov	x1, #1
	mov	x2, #0
	call	PSCI_AFFINITY_INFO, 1	/* off */
	mov	x1, #7
	call	PSCI_AFFINITY_INFO, INVALID_PARAMETERS
	step	#4
	start_second
	mov	x1, #1
	mov	x2, #0
	call	PSCI_AFFINITY_INFO, 0	/* on */
	mov	x1, #1
	adr	x2, second
	call	PSCI_CPU_ON, ALREADY_ON
	step	#5			/* it switches itself off, and can be started again */
1:	mov	x1, #1
	mov	x2, #0
	constant x0, PSCI_AFFINITY_INFO
	hvc	#0
	cbz	x0, 1b
	ldr	x0, [x20]
	cmp	x0, #1
	b.ne	failed
	step	#6
	start_second
1:	ldr	x0, [x20]
	cmp	x0, #2
	b.ne	1b
	step	#7
	constant x0, PSCI_SYSTEM_RESET
	hvc	#0
	b	failed

second:	constant x20, FLAG
	ldr	x0, [x20]
	add	x0, x0, #1
	str	x0, [x20]
	constant x0, PSCI_CPU_OFF
	hvc	#0
failed:	constant x0, PROBE_BASE + PROBE_REG_EXIT
	str	w9, [x0]
	b	.

	upper_tables
