/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps that every part of the parser is made of. */
#include "parser.h"

bool parser_init(struct parser *p, struct arena *arena, const char *text, size_t size,
                 struct diag *diag)
{
    *p = (struct parser){.arena = arena, .diag = diag, .end = text};
    return lex_init(&p->lexer, text, size, diag) && lex_next(&p->lexer, &p->token);
}

void *parser_alloc(struct parser *p, size_t size)
{
    void *piece = arena_alloc(p->arena, size);

    if (piece == NULL) {
        diag_no_memory(p->diag);
    }
    return piece;
}

bool parser_advance(struct parser *p)
{
    p->end = p->token.text + p->token.length;
    return lex_next(&p->lexer, &p->token);
}

bool parser_found(struct parser *p, const char *expected)
{
    char text[TOKEN_TEXT_MAX];

    return diag_error(p->diag, p->token.place, "found %s, expected %s", token_text(&p->token, text),
                      expected);
}

bool parser_expect(struct parser *p, enum token_kind kind, const char *expected)
{
    return p->token.kind == kind ? parser_advance(p) : parser_found(p, expected);
}

bool parser_accept(struct parser *p, const char *word, bool *ret_found)
{
    *ret_found = token_is(&p->token, word);
    return !*ret_found || parser_advance(p);
}

const char *parser_token_copy(struct parser *p, const struct token *token)
{
    const char *copy = arena_copy(p->arena, token->text, token->length);

    if (copy == NULL) {
        diag_no_memory(p->diag);
    }
    return copy;
}

const char *parser_name(struct parser *p, const char *expected)
{
    char text[TOKEN_TEXT_MAX];

    if (p->token.kind != TOKEN_NAME) {
        parser_found(p, expected);
        return NULL;
    }
    if (keyword_is(p->token.text, p->token.length)) {
        diag_error(p->diag, p->token.place, "%s is a word of the language, expected %s",
                   token_text(&p->token, text), expected);
        return NULL;
    }
    const char *name = parser_token_copy(p, &p->token);
    return name != NULL && parser_advance(p) ? name : NULL;
}

bool parser_statement_end(struct parser *p, const char *expected)
{
    if (p->token.kind == TOKEN_END || p->token.kind == TOKEN_BRACE_CLOSE) {
        return true;
    }
    if (p->token.kind == TOKEN_NEWLINE || p->token.kind == TOKEN_SEMICOLON) {
        return parser_advance(p);
    }
    return parser_found(p, expected);
}

bool parser_skip_newlines(struct parser *p)
{
    while (p->token.kind == TOKEN_NEWLINE) {
        if (!parser_advance(p)) {
            return false;
        }
    }
    return true;
}

bool parser_enter(struct parser *p)
{
    if (p->nesting == PARSER_NESTING_MAX) {
        return diag_error(p->diag, p->token.place, "nested too deep: at most %d levels",
                          PARSER_NESTING_MAX);
    }
    p->nesting++;
    return true;
}

void parser_leave(struct parser *p)
{
    p->nesting--;
}

char *parser_text_from(struct parser *p, const char *start)
{
    char *text = parser_alloc(p, (size_t)(p->end - start) + 1);
    size_t length = 0;

    if (text == NULL) {
        return NULL;
    }
    for (const char *c = start; c < p->end; c++) {
        const bool blank = *c == ' ' || *c == '\t';

        if (!blank || text[length - 1] != ' ') {
            text[length++] = blank ? ' ' : *c;
        }
    }
    return text;
}
