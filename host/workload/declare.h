/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The variables of a script and which of them hold areas. */
#pragma once

#include "ast.h"
#include "symbol.h"

/*
 * Adds every name that a phase assigns, and marks as wide those that take a
 * value from vmalloc, directly or by `q = p`. Assigning a constant is an error.
 */
bool declare_variables(const struct script *script, struct symbol_table *symbols,
                       struct diag *diag);
