/* SPDX-License-Identifier: GPL-2.0-or-later */
/* include "FILE" [NAME = EXPR, ...]: another script's items, with its parameters set. */
#include "parser.h"
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INCLUDE_DEPTH_MAX 16
#define INCLUDE_PATH_MAX 4096

/* A parameter that the including script sets. */
struct setting {
    const char *name;
    struct place place;
    struct expr *value;
    struct setting *next;
};

static bool parse_setting(struct parser *p, struct setting **ret)
{
    struct setting *setting = parser_alloc(p, sizeof(*setting));

    if (setting == NULL) {
        return false;
    }
    setting->place = p->token.place;
    setting->name = parser_name(p, "the name of a parameter");
    *ret = setting;
    return setting->name != NULL && parser_expect(p, TOKEN_ASSIGN, "`=` after the name") &&
           (setting->value = parse_expr(p)) != NULL;
}

static bool parse_settings(struct parser *p, struct setting **tail)
{
    if (p->token.kind != TOKEN_NAME) {
        return true;
    }
    for (;;) {
        if (!parse_setting(p, tail)) {
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

/* Beside the file that includes it, unless it is absolute. */
static char *beside(struct parser *p, const char *name)
{
    char path[INCLUDE_PATH_MAX];
    const char *slash = strrchr(p->path, '/');
    const int above = name[0] == '/' || slash == NULL ? 0 : (int)(slash - p->path) + 1;
    const int length = snprintf(path, sizeof(path), "%.*s%s", above, p->path, name);
    char *copy = length < INCLUDE_PATH_MAX ? arena_copy(p->arena, path, (size_t)length) : NULL;

    if (copy == NULL) {
        diag_no_memory(p->diag);
    }
    return copy;
}

static bool apply(const struct setting *settings, struct item *items, struct diag *diag)
{
    for (const struct setting *setting = settings; setting != NULL; setting = setting->next) {
        struct item *item = items;

        while (item != NULL &&
               (item->kind != ITEM_PARAM || strcmp(item->name, setting->name) != 0)) {
            item = item->next;
        }
        if (item == NULL) {
            return diag_error(diag, setting->place, "the included script has no `param %.64s`",
                              setting->name);
        }
        item->value = setting->value;
    }
    return true;
}

/* Errors in the text are places in that file; what follows them is again this one's. */
static bool parse_text(struct parser *p, const char *path, const char *text, size_t size,
                       const struct setting *settings, struct item ***tail)
{
    char outer[sizeof(p->diag->error->file)];
    struct item **first = *tail;
    struct parser inner;

    snprintf(outer, sizeof(outer), "%s", p->diag->error->file);
    diag_rename(p->diag, path);
    if (!parser_init(&inner, p->arena, text, size, p->diag)) {
        return false;
    }
    diag_rename(p->diag, outer);
    inner.lexer.file = path;
    inner.token.place.file = path;
    inner.path = path;
    inner.includes = p->includes + 1;
    return parse_items(&inner, tail) && apply(settings, *first, p->diag);
}

static bool include(struct parser *p, const struct token *name, const struct setting *settings,
                    struct item ***tail)
{
    const char *copy = parser_token_copy(p, name);
    const char *path = copy != NULL ? beside(p, copy) : NULL;
    char outer[sizeof(p->diag->error->file)], *text = NULL;
    size_t size = 0;

    if (path == NULL) {
        return false;
    }
    snprintf(outer, sizeof(outer), "%s", p->diag->error->file);
    diag_rename(p->diag, path);
    if (source_read(path, &text, &size, p->diag) != 0) {
        return false;
    }
    diag_rename(p->diag, outer);
    const bool good = parse_text(p, path, text, size, settings, tail);
    free(text);
    return good;
}

bool parse_include(struct parser *p, struct item ***tail)
{
    const struct place place = p->token.place;
    struct setting *settings = NULL;
    struct token name;

    if (!lex_word(&p->lexer, "{}", &name) || !parser_advance(p)) {
        return false;
    }
    if (name.length == 0) {
        return diag_error(p->diag, name.place, "expected the name of a script");
    }
    if (p->path == NULL) {
        return diag_error(p->diag, place, "a script that is no file cannot include others");
    }
    if (p->includes == INCLUDE_DEPTH_MAX) {
        return diag_error(p->diag, place, "included too deep: at most %d files in one another",
                          INCLUDE_DEPTH_MAX);
    }
    return parse_settings(p, &settings) &&
           parser_statement_end(p, "`,` and another parameter, or the end of the statement") &&
           include(p, &name, settings, tail);
}
