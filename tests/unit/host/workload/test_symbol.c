/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "symbol.h"
#include "workload_support.h"

#include <stdio.h>

START_TEST(names_are_found_among_many)
{
    struct arena *arena = arena_create();
    struct symbol_table table;
    static char names[1000][8];

    symbol_table_init(&table, arena);
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(names[i], sizeof(names[i]), "n%u", i);
        symbol_add(&table, names[i], SYMBOL_CONSTANT, (struct place){i, 1})->value = i;
    }
    for (unsigned i = 0; i < 1000; i++) {
        ck_assert_uint_eq(symbol_find(&table, names[i])->value, i);
    }
    ck_assert_ptr_null(symbol_find(&table, "n1000"));
    ck_assert_str_eq(table.first->next->name, "n1");
    symbol_table_finish(&table);
    arena_destroy(arena);
}
END_TEST

START_TEST(unknown_name_suggests_a_close_one)
{
    struct arena *arena = arena_create();
    struct symbol_table table;
    struct workload_error error;
    struct diag diag;

    symbol_table_init(&table, arena);
    diag_init(&diag, "test.wl", &error);
    symbol_add(&table, "rounds", SYMBOL_CONSTANT, (struct place){1, 1});
    ck_assert(!symbol_unknown(&table, "round", (struct place){2, 3}, &diag));
    ck_assert_str_eq(error.message, "unknown name `round` (did you mean `rounds`?)");
    ck_assert_uint_eq(error.line, 2);
    symbol_table_finish(&table);
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    return support_main("symbol", (const TTest *const[]){names_are_found_among_many,
                                                         unknown_name_suggests_a_close_one, NULL});
}
