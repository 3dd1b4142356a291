/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The example of docs/timing.md for broadcasts of several cores: with the MMU
 * off, core 1 issues three TLBIs and waits, core 0 issues two and waits, and the
 * waits overlap. Two cores.
 */
#include "guest.inc"

#define PSCI_CPU_ON 0xc4000003
#define FLAG 0x41000000

	constant x19, FLAG
	constant x0, PSCI_CPU_ON
	mov	x1, #1
	adr	x2, second
	mov	x3, x19
	hvc	#0
	tlbi	vmalle1is
	tlbi	vmalle1is
	dsb	ish
1:	ldr	x0, [x19]
	cbz	x0, 1b
	exit_ok

second:	tlbi	vmalle1is
	tlbi	vmalle1is
	tlbi	vmalle1is
	dsb	ish
	str	x0, [x0]
1:	wfi
	b	1b

	upper_tables
