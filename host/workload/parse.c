/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The top level of a script: settings, names, phases and expectations. */
#include "parse.h"

#include <string.h>

#include "choice.h"
#include "parser.h"
#include "suggest.h"

/* A value as it is written, up to the end of the statement, and where it stands. */
static bool parse_word(struct parser *p, const char *stops, const char *expected,
                       const char **ret_word, struct place *ret_place)
{
    struct token token;

    if (!lex_word(&p->lexer, stops, &token)) {
        return false;
    }
    if (token.length == 0) {
        return diag_error(p->diag, token.place, "expected %s", expected);
    }
    *ret_word = parser_token_copy(p, &token);
    *ret_place = token.place;
    return *ret_word != NULL;
}

/* After a word the ordinary tokens go on; p->token was the one before it. */
static bool parse_machine(struct parser *p, struct item *item)
{
    item->kind = ITEM_MACHINE;
    return parse_word(p, "{}", "the name of a machine or of a machine file", &item->word,
                      &item->name_place) &&
           parser_advance(p);
}

static bool parse_set(struct parser *p, struct item *item)
{
    struct token equals;

    item->kind = ITEM_SET;
    if (!parse_word(p, "={}", "a machine key such as tlb.l2.entries", &item->name,
                    &item->name_place)) {
        return false;
    }
    const struct lexer before = p->lexer;
    if (!lex_next(&p->lexer, &equals)) {
        return false;
    }
    if (equals.kind != TOKEN_ASSIGN) {
        p->lexer = before;
    }
    struct place value;

    return parse_word(p, "{}", "a value for the machine key", &item->word, &value) &&
           parser_advance(p);
}

static bool parse_setting(struct parser *p, struct item *item, enum item_kind kind)
{
    item->kind = kind;
    return parser_advance(p) && (item->value = parse_expr(p)) != NULL;
}

static bool parse_memory_nodes(struct parser *p, struct item *item)
{
    return parse_setting(p, item, ITEM_MEMORY_NODES);
}

static bool parse_cpus(struct parser *p, struct item *item)
{
    return parse_setting(p, item, ITEM_CPUS);
}

static bool parse_seed(struct parser *p, struct item *item)
{
    return parse_setting(p, item, ITEM_SEED);
}

static bool parse_named_choice(struct parser *p, struct item *item, enum item_kind kind,
                               const struct choice *choices)
{
    char hint[CHOICE_TEXT_MAX], text[TOKEN_TEXT_MAX];

    item->kind = kind;
    if (!parser_advance(p)) {
        return false;
    }
    const char *word = parser_token_copy(p, &p->token);
    if (word == NULL) {
        return false;
    }
    const struct choice *choice = choice_find(choices, word);
    if (choice == NULL) {
        return diag_error(p->diag, p->token.place, "found %s, expected %s",
                          token_text(&p->token, text),
                          choice_expected(choices, word, hint, sizeof(hint)));
    }
    item->choice = choice->value;
    return parser_advance(p);
}

static bool parse_allocator(struct parser *p, struct item *item)
{
    return parse_named_choice(p, item, ITEM_ALLOCATOR, choice_allocators);
}

static bool parse_shootdown(struct parser *p, struct item *item)
{
    return parse_named_choice(p, item, ITEM_SHOOTDOWN, choice_shootdowns);
}

static bool parse_lazy(struct parser *p, struct item *item)
{
    return parse_named_choice(p, item, ITEM_LAZY, choice_switches);
}

/* NAME = EXPR, with NAME as the next token. */
static bool parse_definition(struct parser *p, struct item *item, enum item_kind kind)
{
    item->kind = kind;
    item->name_place = p->token.place;
    item->name = parser_name(p, "a name");
    return item->name != NULL && parser_expect(p, TOKEN_ASSIGN, "`=` after the name") &&
           (item->value = parse_expr(p)) != NULL;
}

static bool parse_param(struct parser *p, struct item *item)
{
    return parser_advance(p) && parse_definition(p, item, ITEM_PARAM);
}

/* array NAME[LENGTH] [on all] */
static bool parse_array(struct parser *p, struct item *item)
{
    bool on, all;

    item->kind = ITEM_ARRAY;
    if (!parser_advance(p)) {
        return false;
    }
    item->name_place = p->token.place;
    item->name = parser_name(p, "a name for the array");
    if (item->name == NULL || !parser_expect(p, TOKEN_BRACKET_OPEN, "`[` after the name") ||
        (item->value = parse_expr(p)) == NULL ||
        !parser_expect(p, TOKEN_BRACKET_CLOSE, "an operator or `]`") ||
        !parser_accept(p, "on", &on)) {
        return false;
    }
    item->choice = on;
    return !on || (parser_accept(p, "all", &all) &&
                   (all || parser_found(p, "`all`: an array on each core")));
}

static bool parse_phase(struct parser *p, struct item *item)
{
    bool on;

    item->kind = ITEM_PHASE;
    if (!parser_advance(p)) {
        return false;
    }
    item->name_place = p->token.place;
    if (p->token.kind != TOKEN_NAME) {
        return parser_found(p, "a name for the phase");
    }
    item->name = parser_token_copy(p, &p->token);
    if (item->name == NULL || !parser_advance(p) || !parser_accept(p, "on", &on)) {
        return false;
    }
    if (on && !parse_cores(p, &item->on)) {
        return false;
    }
    if (p->token.kind != TOKEN_BRACE_OPEN && p->token.kind != TOKEN_NEWLINE) {
        return parser_found(p, on ? "`{`" : "`on` or `{`");
    }
    item->on.open = !on;
    item->on.all = item->on.all || !on;
    return parse_block(p, &item->on.body);
}

/* One side of a comparison, and its text. */
static struct expr *parse_side(struct parser *p, const char **ret_text)
{
    const char *start = p->token.text;
    struct expr *expr = parse_expr(p);

    *ret_text = expr != NULL ? parser_text_from(p, start) : NULL;
    return *ret_text != NULL ? expr : NULL;
}

static bool parse_comparison(struct parser *p, struct comparison *cmp)
{
    cmp->left = parse_side(p, &cmp->left_text);
    if (cmp->left == NULL || !parse_relation(p, &cmp->relation)) {
        return false;
    }
    cmp->right = parse_side(p, &cmp->right_text);
    return cmp->right != NULL;
}

static bool parse_expect(struct parser *p, struct item *item)
{
    item->kind = ITEM_EXPECT;
    if (!parser_advance(p)) {
        return false;
    }
    p->metrics = true;
    const bool good = parse_comparison(p, &item->comparison);
    p->metrics = false;
    return good;
}

static const struct {
    const char *word;
    bool (*parse)(struct parser *p, struct item *item);
} item_parsers[] = {
    {"machine", parse_machine},
    {"set", parse_set},
    {"cpus", parse_cpus},
    {"allocator", parse_allocator},
    {"shootdown", parse_shootdown},
    {"lazy", parse_lazy},
    {"memory_nodes", parse_memory_nodes},
    {"seed", parse_seed},
    {"param", parse_param},
    {"array", parse_array},
    {"phase", parse_phase},
    {"expect", parse_expect},
};

#define ITEM_PARSER_COUNT (sizeof(item_parsers) / sizeof(item_parsers[0]))

static bool parse_unknown(struct parser *p, const struct token *token)
{
    char text[TOKEN_TEXT_MAX], hint[96];
    const char *word = parser_token_copy(p, token);

    if (word == NULL) {
        return false;
    }
    if (keyword_is(token->text, token->length)) {
        return diag_error(p->diag, token->place, "%s can only stand inside a phase",
                          token_text(token, text));
    }
    struct suggest suggest = suggest_for(word);

    for (size_t i = 0; i < ITEM_PARSER_COUNT; i++) {
        suggest_try(&suggest, item_parsers[i].word);
    }
    suggest_try(&suggest, "include");
    return diag_error(p->diag, token->place,
                      "found %s, expected a setting, NAME = ..., `phase` or `expect`%s",
                      token_text(token, text), suggest_text(&suggest, hint, sizeof(hint)));
}

static bool parse_item_of(struct parser *p, struct item *item)
{
    struct parser ahead = *p;

    for (size_t i = 0; i < ITEM_PARSER_COUNT; i++) {
        if (token_is(&p->token, item_parsers[i].word)) {
            return item_parsers[i].parse(p, item);
        }
    }
    if (p->token.kind != TOKEN_NAME || keyword_is(p->token.text, p->token.length)) {
        return parse_unknown(p, &p->token);
    }
    if (!parser_advance(&ahead)) {
        return false;
    }
    return ahead.token.kind == TOKEN_ASSIGN ? parse_definition(p, item, ITEM_CONSTANT)
                                            : parse_unknown(p, &p->token);
}

static struct item *parse_item(struct parser *p)
{
    struct item *item = parser_alloc(p, sizeof(*item));
    const char *start = p->token.text;

    if (item == NULL) {
        return NULL;
    }
    item->place = p->token.place;
    if (!parse_item_of(p, item)) {
        return NULL;
    }
    if (item->kind == ITEM_PHASE) {
        return item;
    }
    if (item->kind == ITEM_EXPECT && (item->text = parser_text_from(p, start)) == NULL) {
        return NULL;
    }
    if (p->token.kind == TOKEN_BRACE_CLOSE) {
        parser_found(p, "the end of the statement");
        return NULL;
    }
    return parser_statement_end(p, "the end of the statement") ? item : NULL;
}

bool parse_items(struct parser *p, struct item ***tail)
{
    while (p->token.kind != TOKEN_END) {
        if (p->token.kind == TOKEN_NEWLINE || p->token.kind == TOKEN_SEMICOLON) {
            if (!parser_advance(p)) {
                return false;
            }
            continue;
        }
        if (token_is(&p->token, "include")) {
            if (!parse_include(p, tail)) {
                return false;
            }
            continue;
        }
        **tail = parse_item(p);
        if (**tail == NULL) {
            return false;
        }
        *tail = &(**tail)->next;
    }
    return true;
}

struct script *parse_script(struct arena *arena, const char *path, const char *text, size_t size,
                            struct diag *diag)
{
    struct parser p;

    if (!parser_init(&p, arena, text, size, diag)) {
        return NULL;
    }
    p.path = path;
    struct script *script = parser_alloc(&p, sizeof(*script));
    struct item **tail = script != NULL ? &script->items : NULL;
    return tail != NULL && parse_items(&p, &tail) ? script : NULL;
}

struct expr *parse_option(struct arena *arena, const char *text, struct diag *diag)
{
    struct parser p;

    if (!parser_init(&p, arena, text, strlen(text), diag)) {
        return NULL;
    }
    struct expr *expr = parse_expr(&p);
    if (expr != NULL && p.token.kind != TOKEN_END) {
        parser_found(&p, "the end of the expression");
        return NULL;
    }
    return expr;
}
