/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of the steps; each has a file of its own. */
#include "compile.h"

#include "declare.h"
#include "expectation.h"
#include "program_image.h"
#include "scope.h"
#include "settings.h"
#include "stream.h"

#include <string.h>

#define COMPILE_PHASE_MAX 4096

static const struct item *find_phase(const struct script *script, const struct item *end,
                                     const char *name)
{
    for (const struct item *item = script->items; item != end; item = item->next) {
        if (item->kind == ITEM_PHASE && strcmp(item->name, name) == 0) {
            return item;
        }
    }
    return NULL;
}

static bool check_phase(const struct script *script, const struct item *item, struct diag *diag)
{
    const struct item *same = find_phase(script, item, item->name);

    if (same != NULL) {
        return diag_error(diag, item->name_place, "there is a phase `%.64s` already, in line %u",
                          item->name, same->place.line);
    }
    return !metric_hides(item->name) ||
           diag_error(diag, item->name_place,
                      "a phase cannot be called `%.64s`: counters begin with it", item->name);
}

static bool add_phase(const struct item *item, struct symbol_table *symbols,
                      struct workload *workload)
{
    char *name = arena_copy(symbols->arena, item->name, strlen(item->name));

    workload->phases[workload->phase_count++] =
        (struct workload_phase){.name = name, .line = item->place.line};
    return name != NULL;
}

static bool list_phases(const struct script *script, struct symbol_table *symbols,
                        struct workload *workload, struct diag *diag)
{
    workload->phases = arena_alloc(symbols->arena, COMPILE_PHASE_MAX * sizeof(*workload->phases));
    if (workload->phases == NULL) {
        return diag_no_memory(diag);
    }
    for (const struct item *item = script->items; item != NULL; item = item->next) {
        if (item->kind != ITEM_PHASE) {
            continue;
        }
        if (workload->phase_count == COMPILE_PHASE_MAX) {
            return diag_error(diag, item->place, "too many phases: at most %d", COMPILE_PHASE_MAX);
        }
        if (!check_phase(script, item, diag)) {
            return false;
        }
        if (!add_phase(item, symbols, workload)) {
            return diag_no_memory(diag);
        }
    }
    return true;
}

/* Phases and expectations in the order of the script, which is also theirs in results. */
static bool resolve(struct script *script, struct scope *scope, struct expectation_list *list)
{
    uint32_t phase = 0;

    for (struct item *item = script->items; item != NULL; item = item->next) {
        const size_t first_site = scope->workload->site_count;

        if (item->kind == ITEM_EXPECT && !expectation_add_item(list, item)) {
            return false;
        }
        if (item->kind == ITEM_PHASE &&
            (!scope_phase(scope, phase++, &item->on) || !expectation_add_sites(list, first_site))) {
            return false;
        }
    }
    return true;
}

static bool build(const struct script *script, const struct scope *scope, struct workload *workload,
                  struct diag *diag)
{
    struct program_image image = {.workload = workload, .barriers = scope->barriers, .diag = diag};
    struct pool pool;
    bool good = true;

    pool_init(&pool, scope->slots[SYMBOL_OWN], diag);
    for (unsigned core = 0; good && core < workload->cpus; core++) {
        struct code code = {0};

        good = stream_build(script, core, workload->cpus, &pool, &code) &&
               program_image_add_stream(&image, &code);
        code_finish(&code);
    }
    image.tables = &scope->symbols->tables;
    image.locks = scope->locks;
    image.arrays = scope->symbols->arrays.arrays;
    image.array_count = scope->symbols->arrays.count;
    image.shared_slots = scope->slots[SYMBOL_SHARED];
    /* An operand that an op leaves unused names slot 0. */
    image.own_slots = pool.slots > 0 ? pool.slots : 1;
    good = good && program_image_write(&image);
    program_image_finish(&image);
    pool_finish(&pool);
    return good;
}

bool compile_script(struct script *script, const struct workload_options *options,
                    struct symbol_table *symbols, struct workload *workload, struct diag *diag)
{
    struct expectation_list list = {.workload = workload, .symbols = symbols, .diag = diag};
    struct scope scope;

    if (!settings_apply(script, options, symbols, workload, diag) ||
        !list_phases(script, symbols, workload, diag) ||
        !declare_variables(script, symbols, diag)) {
        return false;
    }
    scope_init(&scope, symbols, workload, diag);
    return resolve(script, &scope, &list) && build(script, &scope, workload, diag);
}
