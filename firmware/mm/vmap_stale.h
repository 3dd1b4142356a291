/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which addresses may still have translations in a TLB although their entries
 * are cleared: for debug firmware and native tests. A flush frees an address
 * from suspicion only if it began after the entry was cleared, and only when it
 * has completed; until then nobody may map anything there.
 */
#pragma once

#include "lib/types.h"

/* The entries of [start, end) have just been cleared. */
void vmap_stale_add(uintptr_t start, uintptr_t end);

/* Before the first and after the last instruction of a flush of [start, end). */
uint64_t vmap_stale_flush_begin(void);
void vmap_stale_flush_end(uint64_t flush, uintptr_t start, uintptr_t end);

/* Panics when an address of [start, end), which is about to be mapped, is suspect. */
void vmap_stale_check(uintptr_t start, uintptr_t end);

/* Pages under suspicion. */
uint64_t vmap_stale_pages(void);

/* Forgets everything. */
void vmap_stale_reset(void);
