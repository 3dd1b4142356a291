/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings and constants of a script, under those of the command line. */
#pragma once

#include "ast.h"
#include "symbol.h"

/*
 * Fills machine, sets, cpus, allocator, shootdown, lazy and seed of *workload
 * and defines constants and parameters. False after an error.
 */
bool settings_apply(const struct script *script, const struct workload_options *options,
                    struct symbol_table *symbols, struct workload *workload, struct diag *diag);
