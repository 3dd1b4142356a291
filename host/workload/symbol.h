/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of a script: constants, arrays and variables. */
#pragma once

#include "array.h"
#include "table.h"

enum symbol_kind { SYMBOL_CONSTANT, SYMBOL_VARIABLE, SYMBOL_ARRAY };

/* Where a variable lives: one for all cores, or one for each. */
enum symbol_home { SYMBOL_SHARED, SYMBOL_OWN, SYMBOL_HOMELESS };

#define SYMBOL_NO_SLOT 0xffffffffu

struct symbol {
    const char *name;
    enum symbol_kind kind;
    struct place place; /* of its definition, or of its first assignment */
    uint64_t value; /* CONSTANT; ARRAY: its length */
    uint32_t array; /* ARRAY: its index among the program's arrays */
    /* VARIABLE: */
    bool wide; /* holds areas: a size follows in the next slot */
    enum symbol_home home; /* where it was assigned last, in textual order */
    uint32_t slot[2]; /* by home; SYMBOL_NO_SLOT until needed */
    struct symbol *next; /* in order of definition */
};

struct symbol_table {
    struct arena *arena;
    struct array_list arrays;
    struct table_list tables;
    void *root; /* of tsearch() */
    struct symbol *first, **tail;
};

void symbol_table_init(struct symbol_table *table, struct arena *arena);
/* The symbols belong to the arena and stay. */
void symbol_table_finish(struct symbol_table *table);
/* NULL when there is none. */
struct symbol *symbol_find(const struct symbol_table *table, const char *name);
/* A new one, or NULL when there is no memory; `name` must outlive the table. */
struct symbol *symbol_add(struct symbol_table *table, const char *name, enum symbol_kind kind,
                          struct place place);
/* "unknown name", with one that is close. Always false. */
bool symbol_unknown(const struct symbol_table *table, const char *name, struct place place,
                    struct diag *diag);
