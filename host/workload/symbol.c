/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A search tree finds them by name; a list keeps their order. */
#include "symbol.h"

#include "suggest.h"

#include <search.h>
#include <string.h>

void symbol_table_init(struct symbol_table *table, struct arena *arena)
{
    *table = (struct symbol_table){.arena = arena};
    table->tail = &table->first;
}

static void keep(void *symbol)
{
    (void)symbol;
}

void symbol_table_finish(struct symbol_table *table)
{
    tdestroy(table->root, keep);
    table->root = NULL;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct symbol *)a)->name, ((const struct symbol *)b)->name);
}

struct symbol *symbol_find(const struct symbol_table *table, const char *name)
{
    const struct symbol key = {.name = name};
    struct symbol *const *node = tfind(&key, &table->root, compare_names);

    return node != NULL ? *node : NULL;
}

struct symbol *symbol_add(struct symbol_table *table, const char *name, enum symbol_kind kind,
                          struct place place)
{
    struct symbol *symbol = arena_alloc(table->arena, sizeof(*symbol));

    if (symbol == NULL) {
        return NULL;
    }
    *symbol = (struct symbol){.name = name,
                              .kind = kind,
                              .place = place,
                              .home = SYMBOL_HOMELESS,
                              .slot = {SYMBOL_NO_SLOT, SYMBOL_NO_SLOT}};
    if (tsearch(symbol, &table->root, compare_names) == NULL) {
        return NULL;
    }
    *table->tail = symbol;
    table->tail = &symbol->next;
    return symbol;
}

bool symbol_unknown(const struct symbol_table *table, const char *name, struct place place,
                    struct diag *diag)
{
    struct suggest suggest = suggest_for(name);
    char hint[96];

    for (const struct symbol *s = table->first; s != NULL; s = s->next) {
        suggest_try(&suggest, s->name);
    }
    return diag_error(diag, place, "unknown name `%.64s`%s", name,
                      suggest_text(&suggest, hint, sizeof(hint)));
}
