/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folding rewrites the tree where it stands; its depth bounds the recursion. */
#include "constant.h"

#include "table.h"

#include <inttypes.h>

void constant_bind(struct expr *expr, const struct symbol_table *symbols)
{
    if (expr->kind == EXPR_NAME) {
        const struct symbol *symbol = symbol_find(symbols, expr->name);

        if (symbol != NULL && symbol->kind == SYMBOL_CONSTANT) {
            expr->kind = EXPR_INTEGER;
            expr->value = symbol->value;
        }
    }
    if (expr->left != NULL) {
        constant_bind(expr->left, symbols);
    }
    if (expr->right != NULL) {
        constant_bind(expr->right, symbols);
    }
    if (expr->weight != NULL) {
        constant_bind(expr->weight, symbols);
    }
}

static bool is_division(const struct expr *expr)
{
    return expr->kind == EXPR_BINARY && (expr->op == PROGRAM_OP_DIV || expr->op == PROGRAM_OP_MOD);
}

static uint64_t compute(enum program_op op, uint64_t a, uint64_t b)
{
    switch ((unsigned)op) {
    case PROGRAM_OP_ADD:
        return a + b;
    case PROGRAM_OP_SUB:
        return a - b;
    case PROGRAM_OP_MUL:
        return a * b;
    case PROGRAM_OP_DIV:
        return a / b;
    default:
        return a % b;
    }
}

/* zipf() or a choice of weighted(): their bounds and weights must be known. */
static bool is_known(const struct expr *expr, const char *what, struct diag *diag)
{
    return expr->kind == EXPR_INTEGER ||
           diag_error(diag, expr->place, "expected a constant: %s are known before the run", what);
}

static bool fold_zipf(const struct expr *expr, struct diag *diag)
{
    const struct expr *left = expr->left, *right = expr->right;

    if (!is_known(left, "the bounds of zipf()", diag) ||
        !is_known(right, "the bounds of zipf()", diag)) {
        return false;
    }
    if (left->value > right->value) {
        return diag_error(diag, expr->place,
                          "zipf(%" PRIu64 ", %" PRIu64 "): the lower bound is above the upper",
                          left->value, right->value);
    }
    if (right->value - left->value >= TABLE_WEIGHT_MAX) {
        return diag_error(diag, expr->place, "zipf() of more than %u numbers", TABLE_WEIGHT_MAX);
    }
    return true;
}

/* Both sides are folded already. */
static bool fold_node(struct expr *expr, struct diag *diag)
{
    const struct expr *left = expr->left, *right = expr->right;
    const bool known = left->kind == EXPR_INTEGER && right->kind == EXPR_INTEGER;

    if (is_division(expr) && right->kind == EXPR_INTEGER && right->value == 0) {
        return diag_error(diag, expr->place, "division by zero");
    }
    if (expr->kind == EXPR_ZIPF) {
        return fold_zipf(expr, diag);
    }
    if (expr->kind == EXPR_RANDOM) {
        return !known || left->value <= right->value ||
               diag_error(diag, expr->place,
                          "random(%" PRIu64 ", %" PRIu64 "): the lower bound is above the upper",
                          left->value, right->value);
    }
    if (known) {
        const uint64_t value = compute(expr->op, left->value, right->value);

        *expr =
            (struct expr){.kind = EXPR_INTEGER, .place = expr->place, .depth = 1, .value = value};
    }
    return true;
}

static bool fold(struct expr *expr, struct diag *diag)
{
    if ((expr->left != NULL && !fold(expr->left, diag)) ||
        (expr->right != NULL && !fold(expr->right, diag))) {
        return false;
    }
    if (expr->kind == EXPR_WEIGHTED) {
        return fold(expr->weight, diag) && is_known(expr->weight, "weights", diag);
    }
    return expr->right == NULL || fold_node(expr, diag);
}

bool constant_fold(struct expr *expr, const struct symbol_table *symbols, struct diag *diag)
{
    constant_bind(expr, symbols);
    return fold(expr, diag);
}

/* Names the first part that is no constant. */
static bool not_constant(const struct expr *expr, const struct symbol_table *symbols,
                         struct diag *diag)
{
    switch (expr->kind) {
    case EXPR_INTEGER:
        return true;
    case EXPR_BINARY:
        return not_constant(expr->left, symbols, diag) && not_constant(expr->right, symbols, diag);
    case EXPR_NAME:
        return symbol_unknown(symbols, expr->name, expr->place, diag);
    case EXPR_ELEMENT:
        return diag_error(diag, expr->place, "expected a constant, not an element of an array");
    case EXPR_SIZEOF:
    case EXPR_ELEMENT_SIZE:
    case EXPR_CPU:
    case EXPR_RANDOM:
    case EXPR_ZIPF:
    case EXPR_WEIGHTED:
    case EXPR_METRIC:
        break;
    }
    return diag_error(diag, expr->place, "expected a constant; %s is known only during the run",
                      expr->kind == EXPR_RANDOM     ? "random()"
                      : expr->kind == EXPR_ZIPF     ? "zipf()"
                      : expr->kind == EXPR_WEIGHTED ? "weighted()"
                      : expr->kind == EXPR_CPU      ? "cpu"
                                                    : "sizeof()");
}

bool constant_value(struct expr *expr, const struct symbol_table *symbols, struct diag *diag,
                    uint64_t *ret)
{
    if (!constant_fold(expr, symbols, diag) || !not_constant(expr, symbols, diag)) {
        return false;
    }
    *ret = expr->value;
    return true;
}
