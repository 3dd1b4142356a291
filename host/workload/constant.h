/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of an expression before the run. */
#pragma once

#include "ast.h"
#include "symbol.h"

/* Puts the values of constants in the place of their names. */
void constant_bind(struct expr *expr, const struct symbol_table *symbols);
/*
 * The same, then computes what can be computed, in the arithmetic of programs:
 * unsigned, 64 bits, wrapping. False for a division by zero or random() of an
 * empty range.
 */
bool constant_fold(struct expr *expr, const struct symbol_table *symbols, struct diag *diag);
/* The value of an expression of constants; anything else is an error. */
bool constant_value(struct expr *expr, const struct symbol_table *symbols, struct diag *diag,
                    uint64_t *ret);
