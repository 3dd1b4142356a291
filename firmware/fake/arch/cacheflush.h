/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Native stand-in: the request is recorded, native code needs nothing. */
#pragma once

#include "fake.h"

static inline void sync_icache_range(uintptr_t start, uintptr_t end)
{
    (void)start;
    (void)end;
    fake_record("sync icache");
}
