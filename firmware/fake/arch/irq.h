/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Native stand-in: each thread is a core with a mask of its own. */
#pragma once

#include <stdbool.h>

extern _Thread_local bool fake_irqs_masked;

static inline bool irqs_masked(void)
{
    return fake_irqs_masked;
}

static inline void irqs_unmask(void)
{
    fake_irqs_masked = false;
}

static inline void irqs_mask(void)
{
    fake_irqs_masked = true;
}
