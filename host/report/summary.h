/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "result.h"

/* Prints what a person wants to see after a run. */
void summary_print(const struct run_result *result, FILE *file);
