/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Native stand-in. */
#pragma once

#include "lib/string.h"
#include "mm/layout.h"

static inline void clear_pages(void *start, uint64_t pages)
{
    memset(start, 0, pages << PAGE_SHIFT);
}
