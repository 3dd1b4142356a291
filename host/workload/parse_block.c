/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands between braces: the statements that cores run. */
#include "op_name.h"
#include "parser.h"
#include "suggest.h"

static bool parse_range(struct parser *p, struct core_range *range)
{
    range->place = p->token.place;
    range->first = range->last = p->token.value;
    if (!parser_expect(p, TOKEN_INTEGER, "`all` or a list of cores such as 0,2-3")) {
        return false;
    }
    if (p->token.kind != TOKEN_MINUS) {
        return true;
    }
    if (!parser_advance(p)) {
        return false;
    }
    range->last = p->token.value;
    if (p->token.kind == TOKEN_INTEGER && range->last < range->first) {
        return parser_found(p, "a core number that is not below the first of the range");
    }
    return parser_expect(p, TOKEN_INTEGER, "the last core of the range");
}

bool parse_cores(struct parser *p, struct on_node *on)
{
    struct core_range **tail = &on->ranges;

    if (!parser_accept(p, "all", &on->all)) {
        return false;
    }
    if (on->all) {
        return true;
    }
    for (;;) {
        *tail = parser_alloc(p, sizeof(**tail));
        if (*tail == NULL || !parse_range(p, *tail)) {
            return false;
        }
        tail = &(*tail)->next;
        if (p->token.kind != TOKEN_COMMA) {
            return true;
        }
        if (!parser_advance(p)) {
            return false;
        }
    }
}

static bool parse_on(struct parser *p, struct stmt *stmt, const char *start)
{
    stmt->kind = STMT_ON;
    if (!parser_advance(p) || !parse_cores(p, &stmt->on)) {
        return false;
    }
    stmt->text = parser_text_from(p, start);
    return stmt->text != NULL && parse_block(p, &stmt->on.body);
}

/* A name that neither is a keyword nor is followed by `=`. */
static bool parse_unknown(struct parser *p, const struct token *token)
{
    static const char *const others[] = {"repeat", "for", "if", "on", "barrier"};
    char text[TOKEN_TEXT_MAX], hint[96];
    const char *word = parser_token_copy(p, token);

    if (word == NULL) {
        return false;
    }
    if (keyword_is(token->text, token->length)) {
        return diag_error(p->diag, token->place, "%s cannot stand here, inside a phase",
                          token_text(token, text));
    }
    struct suggest suggest = suggest_for(word);

    for (unsigned op = 0; op < PROGRAM_OP_COUNT; op++) {
        if (op_name_is_op(op) && op != PROGRAM_OP_PURGE_LOCAL) {
            suggest_try(&suggest, op_name(op));
        }
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        suggest_try(&suggest, others[i]);
    }
    return diag_error(p->diag, token->place, "found %s, expected an op, NAME = ..., %s%s",
                      token_text(token, text), "`repeat`, `for`, `if`, `on` or `barrier`",
                      suggest_text(&suggest, hint, sizeof(hint)));
}

static bool statement_ends(const struct parser *p)
{
    return p->token.kind == TOKEN_NEWLINE || p->token.kind == TOKEN_SEMICOLON ||
           p->token.kind == TOKEN_BRACE_CLOSE || p->token.kind == TOKEN_END;
}

static bool parse_assign(struct parser *p, struct stmt *stmt)
{
    struct expr *dst = parse_place(p, "a name");

    if (dst == NULL || !parser_expect(p, TOKEN_ASSIGN, "`=` after the name")) {
        return false;
    }
    if (parse_op_has_value(p)) {
        stmt->kind = STMT_OP;
        stmt->op.dst = dst;
        return parse_op(p, &stmt->op);
    }
    stmt->kind = STMT_ASSIGN;
    stmt->assign.dst = dst;
    const struct token first = p->token;
    stmt->assign.value = parse_expr(p);
    if (stmt->assign.value == NULL) {
        return false;
    }
    /* NAME = WORD something: the word was meant as an op. */
    return stmt->assign.value->kind != EXPR_NAME || statement_ends(p) || parse_unknown(p, &first);
}

static bool parse_named(struct parser *p, struct stmt *stmt)
{
    const struct token token = p->token;
    struct parser ahead = *p;

    if (keyword_is(token.text, token.length)) {
        return parse_unknown(p, &token);
    }
    if (!parser_advance(&ahead)) {
        return false;
    }
    return ahead.token.kind == TOKEN_ASSIGN || ahead.token.kind == TOKEN_BRACKET_OPEN
               ? parse_assign(p, stmt)
               : parse_unknown(p, &token);
}

static bool next_has_size(const struct parser *p)
{
    const int op = op_name_find(p->token.text, p->token.length);

    return p->token.kind == TOKEN_NAME && op >= 0 && op_name_has_size((unsigned)op);
}

/* An op whose result nobody could free. */
static bool parse_nameless(struct parser *p, struct stmt *stmt)
{
    const char *word = parser_token_copy(p, &p->token);

    return word != NULL &&
           diag_error(p->diag, stmt->place, "expected a name for the area: p = %s SIZE", word);
}

/* A statement without a block; the end of it is consumed, too. */
static bool parse_simple(struct parser *p, struct stmt *stmt, const char *start)
{
    bool good;

    if (token_is(&p->token, "barrier")) {
        stmt->kind = STMT_BARRIER;
        good = parser_advance(p);
    } else if (next_has_size(p)) {
        good = parse_nameless(p, stmt);
    } else if (parse_op_follows(p)) {
        stmt->kind = STMT_OP;
        good = parse_op(p, &stmt->op);
    } else if (p->token.kind == TOKEN_NAME) {
        good = parse_named(p, stmt);
    } else {
        good = parser_found(p, "a statement or `}`");
    }
    stmt->text = good ? parser_text_from(p, start) : NULL;
    return stmt->text != NULL && parser_statement_end(p, "the end of the statement");
}

static struct stmt *parse_statement(struct parser *p)
{
    struct stmt *stmt = parser_alloc(p, sizeof(*stmt));
    const char *start = p->token.text;
    bool good;

    if (stmt == NULL) {
        return NULL;
    }
    stmt->place = p->token.place;
    if (token_is(&p->token, "repeat")) {
        good = parse_repeat(p, stmt, start);
    } else if (token_is(&p->token, "for")) {
        good = parse_for(p, stmt, start);
    } else if (token_is(&p->token, "critical") || token_is(&p->token, "masked")) {
        good = parse_section(p, stmt, start);
    } else if (token_is(&p->token, "if")) {
        good = parse_if(p, stmt, start);
    } else if (token_is(&p->token, "on")) {
        good = parse_on(p, stmt, start);
    } else {
        good = parse_simple(p, stmt, start);
    }
    return good ? stmt : NULL;
}

bool parse_block(struct parser *p, struct stmt **ret_body)
{
    struct stmt **tail = ret_body;

    if (!parser_enter(p) || !parser_skip_newlines(p) ||
        !parser_expect(p, TOKEN_BRACE_OPEN, "`{`")) {
        return false;
    }
    while (p->token.kind != TOKEN_BRACE_CLOSE) {
        if (p->token.kind == TOKEN_NEWLINE || p->token.kind == TOKEN_SEMICOLON) {
            if (!parser_advance(p)) {
                return false;
            }
            continue;
        }
        *tail = parse_statement(p);
        if (*tail == NULL) {
            return false;
        }
        tail = &(*tail)->next;
    }
    parser_leave(p);
    return parser_advance(p);
}
