/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firmware that has no allocator at all, and says so at once. */
#include "guest.inc"

	constant x0, PROBE_BASE + PROBE_REG_EXIT
	mov	w1, #PROBE_EXIT_LACKING
	str	w1, [x0]
	b	.

	upper_tables
