/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of areas, page by page: what lies together in virtual addresses need
 * not elsewhere (vmalloc_access). Ranges are mapped, and do not overlap.
 */
#pragma once

#include "lib/types.h"

void vm_copy(void *dst, const void *src, uint64_t size);
void vm_zero(void *addr, uint64_t size);
