/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list doubles; what it outgrows stays in the arena. */
#include "site.h"

#include <string.h>

/* More than any program has room for. */
#define SITE_MAX (1u << 20)

static bool site_grow(struct scope *scope)
{
    struct workload *workload = scope->workload;
    const size_t cap = scope->site_cap == 0 ? 64 : 2 * scope->site_cap;
    struct workload_site *sites = arena_alloc(scope->symbols->arena, cap * sizeof(*sites));

    if (sites == NULL) {
        return diag_no_memory(scope->diag);
    }
    if (workload->site_count > 0) {
        memcpy(sites, workload->sites, workload->site_count * sizeof(*sites));
    }
    workload->sites = sites;
    scope->site_cap = cap;
    return true;
}

bool site_add(struct scope *scope, struct place place, uint32_t op, bool has_expectation,
              uint32_t *ret)
{
    struct workload *workload = scope->workload;

    if (workload->site_count == SITE_MAX) {
        return diag_error(scope->diag, place, "too many ops: at most %u", SITE_MAX);
    }
    if (workload->site_count == scope->site_cap && !site_grow(scope)) {
        return false;
    }
    char *text = place.file == NULL ? scope->stmt->text
                                    : arena_label(scope->symbols->arena, place_file_name(place),
                                                  scope->stmt->text);
    if (text == NULL) {
        return diag_no_memory(scope->diag);
    }
    *ret = (uint32_t)workload->site_count++;
    workload->sites[*ret] = (struct workload_site){
        .line = place.line,
        .column = place.column,
        .phase = scope->phase,
        .op = op,
        .text = text,
        .has_expectation = has_expectation,
    };
    return true;
}
