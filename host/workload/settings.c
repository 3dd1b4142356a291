/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One pass over the top level, in the order of the script; phases are left to others. */
#include "settings.h"

#include "constant.h"
#include "parse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SETTINGS_SEED 1

struct settings {
    const struct workload_options *options;
    struct symbol_table *symbols;
    struct workload *workload;
    struct diag *diag;
    struct place seen[ITEM_EXPECT + 1]; /* by kind of item; line 0: not yet */
};

static bool check_once(struct settings *s, const struct item *item, const char *word)
{
    struct place *seen = &s->seen[item->kind];

    if (seen->line != 0) {
        return diag_error(s->diag, item->place, "`%s` was set already, in line %u", word,
                          seen->line);
    }
    *seen = item->place;
    return true;
}

static bool apply_machine(struct settings *s, const struct item *item)
{
    s->workload->machine = arena_copy(s->symbols->arena, item->word, strlen(item->word));
    s->workload->machine_line = item->name_place.line;
    s->workload->machine_column = item->name_place.column;
    return s->workload->machine != NULL || diag_no_memory(s->diag);
}

static bool apply_set(struct settings *s, const struct item *item)
{
    struct workload *workload = s->workload;
    struct workload_set *set = &workload->sets[workload->set_count];

    for (size_t i = 0; i < workload->set_count; i++) {
        if (strcmp(workload->sets[i].key, item->name) == 0) {
            return diag_error(s->diag, item->place, "`%s` was set already, in line %u", item->name,
                              workload->sets[i].line);
        }
    }
    set->key = arena_copy(s->symbols->arena, item->name, strlen(item->name));
    set->value = arena_copy(s->symbols->arena, item->word, strlen(item->word));
    set->line = item->place.line;
    workload->set_count++;
    return (set->key != NULL && set->value != NULL) || diag_no_memory(s->diag);
}

static bool apply_cpus(struct settings *s, const struct item *item)
{
    uint64_t cpus;

    if (!constant_value(item->value, s->symbols, s->diag, &cpus)) {
        return false;
    }
    if (cpus < 1 || cpus > PROGRAM_MAX_CPUS) {
        return diag_error(s->diag, item->value->place, "found %" PRIu64 " cpus, expected 1 to %d",
                          cpus, PROGRAM_MAX_CPUS);
    }
    s->workload->cpus = (unsigned)cpus;
    return true;
}

static bool apply_memory_nodes(struct settings *s, const struct item *item)
{
    uint64_t nodes;

    if (!constant_value(item->value, s->symbols, s->diag, &nodes)) {
        return false;
    }
    if (nodes < 1 || nodes > PROGRAM_MAX_NODES) {
        return diag_error(s->diag, item->value->place,
                          "found %" PRIu64 " memory nodes, expected 1 to %d", nodes,
                          PROGRAM_MAX_NODES);
    }
    s->workload->memory_nodes = (uint16_t)nodes;
    return true;
}

/* NULL after an error: the name is taken. */
static struct symbol *define_name(struct settings *s, const struct item *item,
                                  enum symbol_kind kind)
{
    const struct symbol *old = symbol_find(s->symbols, item->name);

    if (old != NULL) {
        diag_error(s->diag, item->name_place, "`%s` is defined already, in line %u", item->name,
                   old->place.line);
        return NULL;
    }
    struct symbol *symbol = symbol_add(s->symbols, item->name, kind, item->name_place);
    if (symbol == NULL) {
        diag_no_memory(s->diag);
    }
    return symbol;
}

static bool define(struct settings *s, const struct item *item, uint64_t value)
{
    struct symbol *symbol = define_name(s, item, SYMBOL_CONSTANT);

    if (symbol != NULL) {
        symbol->value = value;
    }
    return symbol != NULL;
}

static bool apply_array(struct settings *s, const struct item *item)
{
    struct symbol *symbol = define_name(s, item, SYMBOL_ARRAY);

    if (symbol == NULL || !constant_value(item->value, s->symbols, s->diag, &symbol->value)) {
        return false;
    }
    if (symbol->value < 1 || symbol->value > PROGRAM_MAX_ARRAY) {
        return diag_error(s->diag, item->value->place,
                          "found %" PRIu64 " elements, expected 1 to %u", symbol->value,
                          PROGRAM_MAX_ARRAY);
    }
    return array_add(&s->symbols->arrays, s->symbols->arena,
                     (struct program_array){(uint32_t)symbol->value, item->choice}, item->place,
                     s->diag, &symbol->array);
}

/* The last --define of that name; NULL: none. */
static const struct workload_define *find_define(const struct settings *s, const char *name)
{
    for (size_t i = s->options->define_count; i > 0; i--) {
        if (strcmp(s->options->defines[i - 1].name, name) == 0) {
            return &s->options->defines[i - 1];
        }
    }
    return NULL;
}

/* Errors of an option are places in the option, not in the script. */
static bool option_value(struct settings *s, const struct workload_define *option, uint64_t *ret)
{
    char script[sizeof(s->diag->error->file)], name[sizeof(script)];

    snprintf(script, sizeof(script), "%s", s->diag->error->file);
    snprintf(name, sizeof(name), "--define %.64s=%.128s", option->name, option->value);
    diag_rename(s->diag, name);
    struct expr *expr = parse_option(s->symbols->arena, option->value, s->diag);
    if (expr == NULL || !constant_value(expr, s->symbols, s->diag, ret)) {
        return false;
    }
    diag_rename(s->diag, script);
    return true;
}

static bool apply_param(struct settings *s, const struct item *item)
{
    const struct workload_define *option = find_define(s, item->name);
    uint64_t value;

    if (!constant_value(item->value, s->symbols, s->diag, &value)) {
        return false;
    }
    if (option != NULL && !option_value(s, option, &value)) {
        return false;
    }
    return define(s, item, value);
}

static bool apply_constant(struct settings *s, const struct item *item)
{
    uint64_t value;

    return constant_value(item->value, s->symbols, s->diag, &value) && define(s, item, value);
}

static bool apply_item(struct settings *s, const struct item *item)
{
    switch (item->kind) {
    case ITEM_MACHINE:
        return check_once(s, item, "machine") && apply_machine(s, item);
    case ITEM_SET:
        return apply_set(s, item);
    case ITEM_CPUS:
        return check_once(s, item, "cpus") && apply_cpus(s, item);
    case ITEM_ALLOCATOR:
        s->workload->allocator = item->choice;
        return check_once(s, item, "allocator");
    case ITEM_SHOOTDOWN:
        s->workload->shootdown = item->choice;
        return check_once(s, item, "shootdown");
    case ITEM_LAZY:
        s->workload->lazy = item->choice;
        return check_once(s, item, "lazy");
    case ITEM_MEMORY_NODES:
        return check_once(s, item, "memory_nodes") && apply_memory_nodes(s, item);
    case ITEM_SEED:
        return check_once(s, item, "seed") &&
               constant_value(item->value, s->symbols, s->diag, &s->workload->seed);
    case ITEM_PARAM:
        return apply_param(s, item);
    case ITEM_CONSTANT:
        return apply_constant(s, item);
    case ITEM_ARRAY:
        return apply_array(s, item);
    case ITEM_PHASE:
    case ITEM_EXPECT:
        break;
    }
    return true;
}

static bool is_param(const struct script *script, const char *name)
{
    for (const struct item *item = script->items; item != NULL; item = item->next) {
        if (item->kind == ITEM_PARAM && strcmp(item->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_defines(const struct settings *s, const struct script *script)
{
    for (size_t i = 0; i < s->options->define_count; i++) {
        const char *name = s->options->defines[i].name;

        if (!is_param(script, name)) {
            return diag_error(s->diag, (struct place){0},
                              "--define %.64s: the script has no `param %.64s = DEFAULT`", name,
                              name);
        }
    }
    return true;
}

static bool apply_options(struct settings *s)
{
    const struct workload_options *options = s->options;
    struct workload *workload = s->workload;

    if (options->cpus > PROGRAM_MAX_CPUS) {
        return diag_error(s->diag, (struct place){0}, "--cpus %u: expected 1 to %d", options->cpus,
                          PROGRAM_MAX_CPUS);
    }
    workload->cpus = options->cpus != 0 ? options->cpus : workload->cpus;
    workload->allocator = options->allocator != 0 ? options->allocator : workload->allocator;
    workload->shootdown = options->shootdown != 0 ? options->shootdown : workload->shootdown;
    workload->lazy = options->lazy >= 0 ? options->lazy != 0 : workload->lazy;
    workload->seed = options->seed != NULL ? *options->seed : workload->seed;
    return true;
}

static bool reserve_sets(struct settings *s, const struct script *script)
{
    size_t count = 0;

    for (const struct item *item = script->items; item != NULL; item = item->next) {
        count += item->kind == ITEM_SET;
    }
    s->workload->sets = arena_alloc(s->symbols->arena, count * sizeof(*s->workload->sets));
    return s->workload->sets != NULL || diag_no_memory(s->diag);
}

bool settings_apply(const struct script *script, const struct workload_options *options,
                    struct symbol_table *symbols, struct workload *workload, struct diag *diag)
{
    struct settings s = {options, symbols, workload, diag, {{0}}};

    workload->cpus = 1;
    workload->allocator = PROGRAM_ALLOCATOR_AUGMENTED;
    workload->shootdown = PROGRAM_SHOOTDOWN_BROADCAST;
    workload->lazy = 1;
    workload->memory_nodes = 1;
    workload->seed = SETTINGS_SEED;
    if (!reserve_sets(&s, script)) {
        return false;
    }
    for (const struct item *item = script->items; item != NULL; item = item->next) {
        if (!apply_item(&s, item)) {
            return false;
        }
    }
    return check_defines(&s, script) && apply_options(&s);
}
