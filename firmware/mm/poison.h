/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Freed memory filled with a pattern, for debug builds: what is no longer the
 * pattern when the memory is given out again was written after it was freed.
 */
#pragma once

#include "mm/page.h"

#define POISON_PAGE 0xaau
#define POISON_OBJECT 0x6bu
#define POISON_TAIL 0xccu /* behind what was asked for */

void poison_fill(void *from, size_t size, uint8_t pattern);

/* The first byte that is not the pattern, or NULL. */
const uint8_t *poison_find(const void *from, size_t size, uint8_t pattern);

/* The frame is about to be freed. */
void poison_page(struct page *page);

/* The frame is given out. Panics when it was poisoned and is not what it was;
 * frames that were never poisoned pass. */
void poison_check_page(struct page *page);
