/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The accesses of access.h. The first instruction is the one that may abort; a
 * recovered abort continues at the caller, as if the function had returned.
 */
	.text
	.global access_load
access_load:
	ldr	x0, [x0]
	ret

	.global access_store
access_store:
	str	x1, [x0]
	ret
