/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A size travels with an area, so a variable needs a second slot if an area
 * ever reaches it. Copies are followed until nothing more changes.
 */
#include "declare.h"

#include "op_name.h"

struct declare {
    struct symbol_table *symbols;
    struct diag *diag;
    bool changed; /* a symbol became wide in this round */
};

static bool declare_body(struct declare *d, const struct stmt *body);

static bool not_an_array(struct declare *d, const struct expr *place)
{
    return diag_error(d->diag, place->place,
                      "`%.64s` is no array: expected `array %.64s[LENGTH]` "
                      "at the top level",
                      place->name, place->name);
}

static bool declare_name(struct declare *d, const struct expr *dst, bool wide)
{
    struct symbol *symbol = symbol_find(d->symbols, dst->name);

    if (dst->kind == EXPR_ELEMENT) {
        return symbol != NULL && symbol->kind == SYMBOL_ARRAY ? true : not_an_array(d, dst);
    }
    if (symbol == NULL) {
        symbol = symbol_add(d->symbols, dst->name, SYMBOL_VARIABLE, dst->place);
    }
    if (symbol == NULL) {
        return diag_no_memory(d->diag);
    }
    if (symbol->kind != SYMBOL_VARIABLE) {
        return diag_error(d->diag, dst->place, "`%.64s` is %s, defined in line %u", dst->name,
                          symbol->kind == SYMBOL_ARRAY ? "an array" : "a constant",
                          symbol->place.line);
    }
    d->changed = d->changed || (wide && !symbol->wide);
    symbol->wide = symbol->wide || wide;
    return true;
}

static bool is_wide(const struct declare *d, const struct expr *value)
{
    if (value->kind == EXPR_ELEMENT) {
        return true;
    }
    const struct symbol *symbol =
        value->kind == EXPR_NAME ? symbol_find(d->symbols, value->name) : NULL;

    return symbol != NULL && symbol->wide;
}

static bool declare_stmt(struct declare *d, const struct stmt *stmt)
{
    const struct op_node *op = &stmt->op;

    switch (stmt->kind) {
    case STMT_ASSIGN:
        return declare_name(d, stmt->assign.dst, is_wide(d, stmt->assign.value));
    case STMT_OP:
        return op->dst == NULL || declare_name(d, op->dst, op_name_has_size(op->op));
    case STMT_REPEAT:
        return (stmt->repeat.index == NULL || declare_name(d, stmt->repeat.index, false)) &&
               declare_body(d, stmt->repeat.body);
    case STMT_FOR:
        return declare_name(d, stmt->each.element, true) &&
               (stmt->each.index == NULL || declare_name(d, stmt->each.index, false)) &&
               declare_body(d, stmt->each.body);
    case STMT_IF:
        return declare_body(d, stmt->choice.then) && declare_body(d, stmt->choice.otherwise);
    case STMT_SECTION:
        return declare_body(d, stmt->section.body);
    case STMT_ON:
        return declare_body(d, stmt->on.body);
    case STMT_BARRIER:
        break;
    }
    return true;
}

static bool declare_body(struct declare *d, const struct stmt *body)
{
    for (const struct stmt *stmt = body; stmt != NULL; stmt = stmt->next) {
        if (!declare_stmt(d, stmt)) {
            return false;
        }
    }
    return true;
}

bool declare_variables(const struct script *script, struct symbol_table *symbols, struct diag *diag)
{
    struct declare d = {symbols, diag, true};

    while (d.changed) {
        d.changed = false;
        for (const struct item *item = script->items; item != NULL; item = item->next) {
            if (item->kind == ITEM_PHASE && !declare_body(&d, item->on.body)) {
                return false;
            }
        }
    }
    return true;
}
