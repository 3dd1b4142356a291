/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Expressions. Binary operators reach as far as they can, so that two
 * expressions may follow one another: the second begins at the first token
 * that cannot continue the first.
 */
#include "parser.h"

static struct expr *expr_new(struct parser *p, enum expr_kind kind, struct place place)
{
    struct expr *expr = parser_alloc(p, sizeof(*expr));

    if (expr != NULL) {
        expr->kind = kind;
        expr->place = place;
        expr->depth = 1;
    }
    return expr;
}

static struct expr *expr_integer(struct parser *p, struct place place, uint64_t value)
{
    struct expr *expr = expr_new(p, EXPR_INTEGER, place);

    if (expr != NULL) {
        expr->value = value;
    }
    return expr;
}

static struct expr *expr_pair(struct parser *p, struct expr *expr, struct expr *left,
                              struct expr *right)
{
    if (expr == NULL || left == NULL || right == NULL) {
        return NULL;
    }
    expr->left = left;
    expr->right = right;
    expr->depth = 1 + (left->depth > right->depth ? left->depth : right->depth);
    if (expr->depth > EXPR_DEPTH_MAX) {
        diag_error(p->diag, expr->place, "expression too long: at most %d operators in a row",
                   EXPR_DEPTH_MAX - 1);
        return NULL;
    }
    return expr;
}

struct expr *parse_variable(struct parser *p, const char *expected)
{
    struct expr *expr = expr_new(p, EXPR_NAME, p->token.place);

    if (expr == NULL) {
        return NULL;
    }
    expr->name = parser_name(p, expected);
    return expr->name != NULL ? expr : NULL;
}

/* NAME[INDEX], with NAME consumed and `[` next. */
static struct expr *parse_index(struct parser *p, struct expr *expr)
{
    if (!parser_enter(p) || !parser_advance(p) || (expr->left = parse_expr(p)) == NULL) {
        return NULL;
    }
    parser_leave(p);
    expr->kind = EXPR_ELEMENT;
    expr->depth = 1 + expr->left->depth;
    if (expr->depth > EXPR_DEPTH_MAX) {
        diag_error(p->diag, expr->place, "expression too long: at most %d operators in a row",
                   EXPR_DEPTH_MAX - 1);
        return NULL;
    }
    return parser_expect(p, TOKEN_BRACKET_CLOSE, "an operator or `]`") ? expr : NULL;
}

struct expr *parse_place(struct parser *p, const char *expected)
{
    struct expr *expr = parse_variable(p, expected);

    return expr != NULL && p->token.kind == TOKEN_BRACKET_OPEN ? parse_index(p, expr) : expr;
}

/* The size of what the place holds. */
static struct expr *expr_size_of(struct expr *place)
{
    place->kind = place->kind == EXPR_ELEMENT ? EXPR_ELEMENT_SIZE : EXPR_SIZEOF;
    return place;
}

struct expr *parse_size_of(struct parser *p, const struct expr *place)
{
    struct expr *expr = parser_alloc(p, sizeof(*expr));

    if (expr != NULL) {
        *expr = *place;
        expr_size_of(expr);
    }
    return expr;
}

/* `word` ( */
static bool parse_open(struct parser *p, const char *expected)
{
    return parser_advance(p) && parser_expect(p, TOKEN_PAREN_OPEN, expected);
}

/* (LEFT, RIGHT up to what follows the right bound */
static struct expr *parse_bounds(struct parser *p, struct expr *expr, const char *opening)
{
    if (expr == NULL || !parse_open(p, opening)) {
        return NULL;
    }
    struct expr *left = parse_expr(p);
    if (left == NULL || !parser_expect(p, TOKEN_COMMA, "an operator or `,` between the bounds")) {
        return NULL;
    }
    return expr_pair(p, expr, left, parse_expr(p));
}

static struct expr *parse_close(struct parser *p, struct expr *expr, const char *expected)
{
    return expr != NULL && parser_expect(p, TOKEN_PAREN_CLOSE, expected) ? expr : NULL;
}

static struct expr *parse_random(struct parser *p)
{
    struct expr *expr = expr_new(p, EXPR_RANDOM, p->token.place);

    return parse_close(p, parse_bounds(p, expr, "`(` after `random`"),
                       "`)` after the bounds of random()");
}

/* zipf(LEFT, RIGHT [, EXPONENT]) */
static struct expr *parse_zipf(struct parser *p)
{
    struct expr *expr = parse_bounds(p, expr_new(p, EXPR_ZIPF, p->token.place), "`(` after `zipf`");

    if (expr == NULL) {
        return NULL;
    }
    expr->value = 1;
    if (p->token.kind == TOKEN_COMMA) {
        if (!parser_advance(p)) {
            return NULL;
        }
        expr->value = p->token.value;
        if (p->token.kind != TOKEN_INTEGER || expr->value < 1 || expr->value > 3) {
            parser_found(p, "an exponent from 1 to 3");
            return NULL;
        }
        if (!parser_advance(p)) {
            return NULL;
        }
    }
    return parse_close(p, expr, "`,` and an exponent, or `)`");
}

/* WEIGHT: VALUE */
static struct expr *parse_choice(struct parser *p)
{
    struct expr *expr = expr_new(p, EXPR_WEIGHTED, p->token.place);

    if (expr == NULL || (expr->weight = parse_expr(p)) == NULL ||
        !parser_expect(p, TOKEN_COLON, "an operator or `:` after the weight") ||
        (expr->left = parse_expr(p)) == NULL) {
        return NULL;
    }
    return expr;
}

/* The tree leans to the right: each choice holds those behind it. */
static struct expr *parse_choices(struct parser *p)
{
    struct expr *expr = parser_enter(p) ? parse_choice(p) : NULL;

    if (expr == NULL) {
        return NULL;
    }
    expr->depth =
        1 + (expr->left->depth > expr->weight->depth ? expr->left->depth : expr->weight->depth);
    if (p->token.kind == TOKEN_COMMA) {
        if (!parser_advance(p) || (expr->right = parse_choices(p)) == NULL) {
            return NULL;
        }
        expr->depth = 1 + (expr->right->depth > expr->depth ? expr->right->depth : expr->depth);
    }
    parser_leave(p);
    return expr;
}

static struct expr *parse_weighted(struct parser *p)
{
    return parse_open(p, "`(` after `weighted`")
               ? parse_close(p, parse_choices(p), "an operator, `,` or `)`")
               : NULL;
}

static struct expr *parse_sizeof(struct parser *p)
{
    if (!parser_advance(p) || !parser_expect(p, TOKEN_PAREN_OPEN, "`(` after `sizeof`")) {
        return NULL;
    }
    struct expr *expr = parse_place(p, "the name of a variable");
    if (expr == NULL || !parser_expect(p, TOKEN_PAREN_CLOSE, "`)` after the name")) {
        return NULL;
    }
    return expr_size_of(expr);
}

static struct expr *parse_cpu(struct parser *p)
{
    struct expr *expr = expr_new(p, EXPR_CPU, p->token.place);

    return expr != NULL && parser_advance(p) ? expr : NULL;
}

/* A name with dots is a metric; without, metric or constant: constant.c knows. */
static struct expr *parse_metric(struct parser *p)
{
    struct expr *expr = expr_new(p, EXPR_NAME, p->token.place);
    const char *start = p->token.text;

    if (expr == NULL || !parser_advance(p)) {
        return NULL;
    }
    while (p->token.kind == TOKEN_DOT) {
        expr->kind = EXPR_METRIC;
        if (!parser_advance(p) ||
            !parser_expect(p, TOKEN_NAME, "a counter, an op or a statistic after `.`")) {
            return NULL;
        }
    }
    expr->name = parser_text_from(p, start);
    return expr->name != NULL ? expr : NULL;
}

static struct expr *parse_parentheses(struct parser *p)
{
    if (!parser_enter(p) || !parser_advance(p)) {
        return NULL;
    }
    struct expr *expr = parse_expr(p);
    parser_leave(p);
    return expr != NULL && parser_expect(p, TOKEN_PAREN_CLOSE, "an operator or `)`") ? expr : NULL;
}

struct expr *parse_default(struct parser *p, uint64_t value)
{
    return expr_integer(p, p->token.place, value);
}

static struct expr *parse_unary(struct parser *p);

/* -X is 0 - X. */
static struct expr *parse_minus(struct parser *p)
{
    struct expr *expr = expr_new(p, EXPR_BINARY, p->token.place);
    struct expr *zero = expr_integer(p, p->token.place, 0);

    if (expr == NULL || zero == NULL || !parser_enter(p) || !parser_advance(p)) {
        return NULL;
    }
    expr->op = PROGRAM_OP_SUB;
    struct expr *operand = parse_unary(p);
    parser_leave(p);
    return expr_pair(p, expr, zero, operand);
}

static struct expr *parse_integer(struct parser *p)
{
    struct expr *expr = expr_integer(p, p->token.place, p->token.value);

    return expr != NULL && parser_advance(p) ? expr : NULL;
}

static struct expr *parse_unary(struct parser *p)
{
    switch (p->token.kind) {
    case TOKEN_INTEGER:
        return parse_integer(p);
    case TOKEN_PAREN_OPEN:
        return parse_parentheses(p);
    case TOKEN_MINUS:
        return parse_minus(p);
    default:
        break;
    }
    if (p->metrics && p->token.kind == TOKEN_NAME) {
        return parse_metric(p);
    }
    if (token_is(&p->token, "random")) {
        return parse_random(p);
    }
    if (token_is(&p->token, "zipf")) {
        return parse_zipf(p);
    }
    if (token_is(&p->token, "weighted")) {
        return parse_weighted(p);
    }
    if (token_is(&p->token, "sizeof")) {
        return parse_sizeof(p);
    }
    if (token_is(&p->token, "cpu")) {
        return parse_cpu(p);
    }
    return parse_place(p, "an expression");
}

/* 0: no binary operator. */
static unsigned precedence(enum token_kind kind)
{
    switch (kind) {
    case TOKEN_PLUS:
    case TOKEN_MINUS:
        return 1;
    case TOKEN_STAR:
    case TOKEN_SLASH:
    case TOKEN_PERCENT:
        return 2;
    default:
        return 0;
    }
}

static enum program_op operation(enum token_kind kind)
{
    switch (kind) {
    case TOKEN_PLUS:
        return PROGRAM_OP_ADD;
    case TOKEN_MINUS:
        return PROGRAM_OP_SUB;
    case TOKEN_STAR:
        return PROGRAM_OP_MUL;
    case TOKEN_SLASH:
        return PROGRAM_OP_DIV;
    default:
        return PROGRAM_OP_MOD;
    }
}

/* Operands joined by operators of at least that precedence, from the left. */
static struct expr *parse_binary(struct parser *p, unsigned least)
{
    struct expr *left = parse_unary(p);

    while (left != NULL && precedence(p->token.kind) >= least) {
        const enum token_kind kind = p->token.kind;
        struct expr *expr = expr_new(p, EXPR_BINARY, p->token.place);

        if (expr == NULL || !parser_advance(p)) {
            return NULL;
        }
        expr->op = operation(kind);
        left = expr_pair(p, expr, left, parse_binary(p, precedence(kind) + 1));
    }
    return left;
}

struct expr *parse_expr(struct parser *p)
{
    return parse_binary(p, 1);
}

static const enum token_kind relation_tokens[] = {
    [RELATION_EQ] = TOKEN_EQ, [RELATION_NE] = TOKEN_NE, [RELATION_LT] = TOKEN_LT,
    [RELATION_LE] = TOKEN_LE, [RELATION_GT] = TOKEN_GT, [RELATION_GE] = TOKEN_GE,
};

#define RELATION_COUNT (sizeof(relation_tokens) / sizeof(relation_tokens[0]))

bool parse_relation_follows(const struct parser *p)
{
    for (size_t i = 0; i < RELATION_COUNT; i++) {
        if (p->token.kind == relation_tokens[i]) {
            return true;
        }
    }
    return false;
}

bool parse_relation(struct parser *p, enum relation *ret)
{
    for (size_t i = 0; i < RELATION_COUNT; i++) {
        if (p->token.kind == relation_tokens[i]) {
            *ret = (enum relation)i;
            return parser_advance(p);
        }
    }
    return parser_found(p, "an operator or ==, !=, <, <=, > or >=");
}
