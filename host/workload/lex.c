/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes are checked once, before the first token; what follows may rely on
 * printable text. Outside comments a script is ASCII.
 */
#include "lex.h"

#include <stdio.h>
#include <string.h>

static struct place lex_place(const struct lexer *lexer, size_t at)
{
    return (struct place){lexer->line, (unsigned)(at - lexer->line_start) + 1, lexer->file};
}

static int lex_peek(const struct lexer *lexer, size_t ahead)
{
    return lexer->at + ahead < lexer->size ? (unsigned char)lexer->text[lexer->at + ahead] : -1;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name(int c)
{
    return is_name_start(c) || is_digit(c);
}

static bool is_forbidden(const char *text, size_t size, size_t at)
{
    const unsigned char c = (unsigned char)text[at];

    if (c == '\r') {
        return at + 1 == size || text[at + 1] != '\n';
    }
    return (c < ' ' && c != '\t' && c != '\n') || c == 0x7f;
}

static bool lex_check_bytes(const struct lexer *lexer)
{
    struct place place = {1, 1, lexer->file};

    for (size_t at = lexer->at; at < lexer->size; at++, place.column++) {
        if (is_forbidden(lexer->text, lexer->size, at)) {
            return diag_error(lexer->diag, place, "found byte 0x%02x, expected text",
                              (unsigned char)lexer->text[at]);
        }
        if (lexer->text[at] == '\n') {
            place = (struct place){place.line + 1, 0, lexer->file};
        }
    }
    return true;
}

bool lex_init(struct lexer *lexer, const char *text, size_t size, struct diag *diag)
{
    const size_t mark = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    *lexer = (struct lexer){text, size, mark, 1, mark, NULL, diag};
    return lex_check_bytes(lexer);
}

static bool lex_not_ascii(struct lexer *lexer, struct place place, int c)
{
    return diag_error(lexer->diag, place, "found byte 0x%02x, expected ASCII outside comments",
                      (unsigned)c);
}

static void lex_skip_blanks(struct lexer *lexer)
{
    while (lex_peek(lexer, 0) == ' ' || lex_peek(lexer, 0) == '\t' || lex_peek(lexer, 0) == '\r') {
        lexer->at++;
    }
    if (lex_peek(lexer, 0) == '#') {
        while (lexer->at < lexer->size && lexer->text[lexer->at] != '\n') {
            lexer->at++;
        }
    }
}

static unsigned digit_value(int c)
{
    if (is_digit(c)) {
        return (unsigned)(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return (unsigned)(c - 'a') + 10;
    }
    return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10 : 16;
}

static unsigned suffix_shift(int c)
{
    return c == 'K' ? 10 : c == 'M' ? 20 : c == 'G' ? 30 : 0;
}

/* Reads digits of a base; false when the value does not fit 64 bits. */
static bool lex_digits(struct lexer *lexer, unsigned base, uint64_t *ret)
{
    uint64_t value = 0;
    bool fits = true;

    for (unsigned digit; (digit = digit_value(lex_peek(lexer, 0))) < base; lexer->at++) {
        fits = fits && !__builtin_mul_overflow(value, base, &value) &&
               !__builtin_add_overflow(value, digit, &value);
    }
    *ret = value;
    return fits;
}

static bool lex_integer(struct lexer *lexer, struct token *token)
{
    const bool hex = lex_peek(lexer, 0) == '0' && (lex_peek(lexer, 1) == 'x');
    char text[TOKEN_TEXT_MAX];

    lexer->at += hex ? 2 : 0;
    const size_t digits = lexer->at;
    bool fits = lex_digits(lexer, hex ? 16 : 10, &token->value);
    bool good = lexer->at > digits;
    const unsigned shift = suffix_shift(lex_peek(lexer, 0));

    if (shift != 0) {
        fits = fits && !__builtin_mul_overflow(token->value, 1ULL << shift, &token->value);
        lexer->at++;
    }
    for (; is_name(lex_peek(lexer, 0)); lexer->at++) {
        good = false;
    }
    token->kind = TOKEN_INTEGER;
    token->length = (size_t)(lexer->text + lexer->at - token->text);
    if (!good) {
        return diag_error(lexer->diag, token->place,
                          "found %s, expected a number: decimal or 0x..., then perhaps K, M or G",
                          token_text(token, text));
    }
    if (!fits) {
        return diag_error(lexer->diag, token->place, "%s does not fit 64 bits",
                          token_text(token, text));
    }
    return true;
}

static const struct {
    char text[3];
    enum token_kind kind;
} lex_marks[] = {
    /* Longer ones first. */
    {"==", TOKEN_EQ},          {"!=", TOKEN_NE},
    {"<=", TOKEN_LE},          {">=", TOKEN_GE},
    {"<", TOKEN_LT},           {">", TOKEN_GT},
    {"=", TOKEN_ASSIGN},       {"\n", TOKEN_NEWLINE},
    {";", TOKEN_SEMICOLON},    {"+", TOKEN_PLUS},
    {"-", TOKEN_MINUS},        {"*", TOKEN_STAR},
    {"/", TOKEN_SLASH},        {"%", TOKEN_PERCENT},
    {"(", TOKEN_PAREN_OPEN},   {")", TOKEN_PAREN_CLOSE},
    {"{", TOKEN_BRACE_OPEN},   {"}", TOKEN_BRACE_CLOSE},
    {"[", TOKEN_BRACKET_OPEN}, {"]", TOKEN_BRACKET_CLOSE},
    {":", TOKEN_COLON},        {",", TOKEN_COMMA},
    {".", TOKEN_DOT},
};

static bool lex_mark(struct lexer *lexer, struct token *token)
{
    const int c = lex_peek(lexer, 0);

    for (size_t i = 0; i < sizeof(lex_marks) / sizeof(lex_marks[0]); i++) {
        const size_t length = strlen(lex_marks[i].text);

        if (length <= lexer->size - lexer->at &&
            memcmp(lex_marks[i].text, token->text, length) == 0) {
            token->kind = lex_marks[i].kind;
            token->length = length;
            lexer->at += length;
            return true;
        }
    }
    if (c >= 0x80) {
        return lex_not_ascii(lexer, token->place, c);
    }
    return diag_error(lexer->diag, token->place, "found `%c`, expected a statement", c);
}

static struct token lex_start(struct lexer *lexer)
{
    lex_skip_blanks(lexer);
    return (struct token){
        .kind = TOKEN_END, .place = lex_place(lexer, lexer->at), .text = lexer->text + lexer->at};
}

bool lex_next(struct lexer *lexer, struct token *ret)
{
    struct token token = lex_start(lexer);
    const int c = lex_peek(lexer, 0);
    bool good = true;

    if (is_digit(c)) {
        good = lex_integer(lexer, &token);
    } else if (is_name_start(c)) {
        token.kind = TOKEN_NAME;
        while (is_name(lex_peek(lexer, token.length))) {
            token.length++;
        }
        lexer->at += token.length;
    } else if (c >= 0) {
        good = lex_mark(lexer, &token);
    }
    if (!good) {
        return false;
    }
    if (token.kind == TOKEN_NEWLINE) {
        lexer->line++;
        lexer->line_start = lexer->at;
    }
    *ret = token;
    return true;
}

static bool lex_quoted(struct lexer *lexer, struct token *token)
{
    token->text++;
    lexer->at++;
    for (int c; (c = lex_peek(lexer, 0)) != '"'; lexer->at++) {
        if (c < 0 || c == '\n') {
            return diag_error(lexer->diag, token->place, "expected a closing `\"` on this line");
        }
        if (c >= 0x80) {
            return lex_not_ascii(lexer, lex_place(lexer, lexer->at), c);
        }
    }
    token->length = (size_t)(lexer->text + lexer->at - token->text);
    lexer->at++;
    return true;
}

bool lex_word(struct lexer *lexer, const char *stops, struct token *ret)
{
    struct token token = lex_start(lexer);

    token.kind = TOKEN_NAME;
    if (lex_peek(lexer, 0) == '"') {
        if (!lex_quoted(lexer, &token)) {
            return false;
        }
        *ret = token;
        return true;
    }
    for (int c;
         (c = lex_peek(lexer, 0)) > ' ' && strchr(";#", c) == NULL && strchr(stops, c) == NULL;) {
        if (c >= 0x80) {
            return lex_not_ascii(lexer, lex_place(lexer, lexer->at), c);
        }
        lexer->at++;
        token.length++;
    }
    *ret = token;
    return true;
}

bool token_is(const struct token *token, const char *word)
{
    return token->kind == TOKEN_NAME && strlen(word) == token->length &&
           memcmp(token->text, word, token->length) == 0;
}

const char *token_kind_text(enum token_kind kind)
{
    static const char *const texts[] = {
#define TOKEN(NAME, text) text,
#include "token.def"
#undef TOKEN
    };

    return texts[kind];
}

const char *token_text(const struct token *token, char text[TOKEN_TEXT_MAX])
{
    const int shown = token->length < 40 ? (int)token->length : 40;

    if (token->kind != TOKEN_NAME && token->kind != TOKEN_INTEGER) {
        return token_kind_text(token->kind);
    }
    snprintf(text, TOKEN_TEXT_MAX, "`%.*s%s`", shown, token->text, token->length > 40 ? "..." : "");
    return text;
}
