/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "result.h"

/* Writes the statistics (schema 1, docs/stats.md) to file. 0 or -errno. */
int stats_json_write(const struct run_result *result, FILE *file);
