/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the tree of a script to its op program. */
#pragma once

#include "ast.h"
#include "symbol.h"

/*
 * Fills everything of *workload but its name. The tree is used up; what
 * *workload points to is in the arena of the symbols, but for the program,
 * which is malloc()ed. False after an error.
 */
bool compile_script(struct script *script, const struct workload_options *options,
                    struct symbol_table *symbols, struct workload *workload, struct diag *diag);
