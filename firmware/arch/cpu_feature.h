/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the cores of this machine can do beyond Armv8.0, found out once by the
 * boot core: all cores are alike. Code chooses by a test at run time.
 */
#pragma once

#include <stdbool.h>

/* FEAT_LSE: atomic instructions on memory. */
extern bool cpu_has_lse;

void cpu_feature_init(void);
