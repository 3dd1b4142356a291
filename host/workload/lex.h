/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lexer: script text to tokens, one at a time. Tokens point into the text,
 * which must outlive them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "diag.h"

enum token_kind {
#define TOKEN(NAME, text) TOKEN_##NAME,
#include "token.def"
#undef TOKEN
};

struct token {
    enum token_kind kind;
    struct place place;
    const char *text;
    size_t length; /* bytes; 0 for END */
    uint64_t value; /* INTEGER */
};

struct lexer {
    const char *text;
    size_t size, at;
    unsigned line;
    size_t line_start; /* offset of the current line */
    const char *file; /* of each place; NULL: the script itself */
    struct diag *diag;
};

/*
 * Begins at the start of text, behind a byte order mark if it has one.
 * Returns false after an error: a control byte other than tab, newline and
 * the carriage return of a line end.
 */
bool lex_init(struct lexer *lexer, const char *text, size_t size, struct diag *diag);

/* The next token; false after an error. At the end: END, again and again. */
bool lex_next(struct lexer *lexer, struct token *ret);

/*
 * The next word as it is written, for values that are no expressions: up to a
 * blank, `;`, `#` or a byte of `stops`, or what stands between double quotes.
 * length 0: the statement ends here.
 */
bool lex_word(struct lexer *lexer, const char *stops, struct token *ret);

/* True when the token is the name `word`. */
bool token_is(const struct token *token, const char *word);

#define TOKEN_TEXT_MAX 64
/* How messages call a token: "`vmalloc`", "end of line". Returns text. */
const char *token_text(const struct token *token, char text[TOKEN_TEXT_MAX]);
/* How messages call a kind of token. */
const char *token_kind_text(enum token_kind kind);
