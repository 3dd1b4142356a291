/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the parser share: a token of look-ahead and the steps that
 * consume it. Every step returns false or NULL after an error.
 */
#pragma once

#include "arena.h"
#include "ast.h"
#include "lex.h"

/* Blocks and parentheses within one another. */
#define PARSER_NESTING_MAX 64

struct parser {
    struct lexer lexer;
    struct token token; /* the next one */
    const char *end; /* of the last consumed token, in the text */
    struct arena *arena;
    struct diag *diag;
    unsigned nesting;
    const char *path; /* of the text: what it includes is beside it; NULL: it may include nothing */
    unsigned includes; /* files that include one another, down to this one */
    bool metrics; /* names may be metrics: in an `expect` statement */
};

bool parser_init(struct parser *p, struct arena *arena, const char *text, size_t size,
                 struct diag *diag);
/* Zeroed memory; NULL is an error. */
void *parser_alloc(struct parser *p, size_t size);
/* Consumes the next token. */
bool parser_advance(struct parser *p);
/* Consumes the next token, which must be of that kind. */
bool parser_expect(struct parser *p, enum token_kind kind, const char *expected);
/* "found X, expected EXPECTED" at the next token. */
bool parser_found(struct parser *p, const char *expected);
/* Consumes the name `word` if it is next. *ret_found tells; false: error. */
bool parser_accept(struct parser *p, const char *word, bool *ret_found);
/* Consumes a name that is no keyword; `expected` is for the message. */
const char *parser_name(struct parser *p, const char *expected);
/* Consumes the end of a statement: newline, `;`, or nothing before `}` or the end of the file. */
bool parser_statement_end(struct parser *p, const char *expected);
/* Consumes newlines. */
bool parser_skip_newlines(struct parser *p);
/* One level down, with an error when that is too deep; and up again. */
bool parser_enter(struct parser *p);
void parser_leave(struct parser *p);
/* The text from start to the last consumed token, white space folded. */
char *parser_text_from(struct parser *p, const char *start);
/* Copies the text of a token. */
const char *parser_token_copy(struct parser *p, const struct token *token);

/* parse_expr.c */
struct expr *parse_expr(struct parser *p);
/* A number that the script did not write. */
struct expr *parse_default(struct parser *p, uint64_t value);
/* A variable. */
struct expr *parse_variable(struct parser *p, const char *expected);
/* A variable or an element of an array: what can be assigned. */
struct expr *parse_place(struct parser *p, const char *expected);
/* sizeof() of a place that was parsed before; its index is shared. */
struct expr *parse_size_of(struct parser *p, const struct expr *place);

/* True when the next token is ==, !=, <, <=, > or >=; and consuming it. */
bool parse_relation_follows(const struct parser *p);
bool parse_relation(struct parser *p, enum relation *ret);

/* parse_op.c: an op after its destination, if it has one. `op` is the next token. */
bool parse_op(struct parser *p, struct op_node *op);
/* True when the next token begins an op. */
bool parse_op_follows(const struct parser *p);
/* True when it is one that gives its result to a name: `NAME = vmalloc SIZE`. */
bool parse_op_has_value(const struct parser *p);
/* An expression that must be there. */
struct expr *parse_operand(struct parser *p, const char *expected);

/* parse_form.c: the next token's line of op_syntax.def, or -1; and an op of that form. */
int parse_form_find(const struct parser *p);
bool parse_form(struct parser *p, int form, struct op_node *op);

/* parse_flow.c: `start` is where the statement began. */
bool parse_repeat(struct parser *p, struct stmt *stmt, const char *start);
bool parse_if(struct parser *p, struct stmt *stmt, const char *start);
bool parse_for(struct parser *p, struct stmt *stmt, const char *start);
bool parse_section(struct parser *p, struct stmt *stmt, const char *start);

/* parse_block.c */
bool parse_block(struct parser *p, struct stmt **ret_body);
bool parse_cores(struct parser *p, struct on_node *on);

/* parse.c: the items of a whole text go to *tail, which moves on. */
bool parse_items(struct parser *p, struct item ***tail);

/* parse_include.c: `include` is the next token; its items go to *tail. */
bool parse_include(struct parser *p, struct item ***tail);

/* keyword.c: no variable, constant or parameter may be called so. */
bool keyword_is(const char *name, size_t length);
