/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vfree() from where nothing may be waited for: later, by the core's work queue. */
#pragma once

#include "lib/llist.h"
#include "lib/status.h"

/*
 * Frees the area at addr between two ops of this core; NULL is fine. Until then
 * it stays mapped, and its first words belong to the list that it waits in;
 * so it must be writable. No other free of it succeeds. FW_MISALIGNED, FW_UNKNOWN: no area of
 * vmalloc() starts there, and nothing was changed.
 */
enum fw_status vfree_atomic(const void *addr);
