/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collects expectations in the order of the script. */
#include "expectation.h"

#include "constant.h"

#include <string.h>

static struct expectation *expectation_new(struct expectation_list *list)
{
    struct workload *workload = list->workload;

    if (workload->expectation_count == list->cap) {
        const size_t cap = list->cap == 0 ? 16 : 2 * list->cap;
        struct expectation *array = arena_alloc(list->symbols->arena, cap * sizeof(*array));

        if (array == NULL) {
            diag_no_memory(list->diag);
            return NULL;
        }
        if (list->cap > 0) {
            memcpy(array, workload->expectations, list->cap * sizeof(*array));
        }
        workload->expectations = array;
        list->cap = cap;
    }
    return &workload->expectations[workload->expectation_count++];
}

/* After constant_bind() every name that is left is a metric. */
static bool resolve_metrics(struct expectation_list *list, struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_INTEGER:
        return true;
    case EXPR_NAME:
    case EXPR_METRIC:
        expr->kind = EXPR_METRIC;
        return metric_resolve(expr->name, expr->place, list->workload, list->diag, &expr->metric);
    case EXPR_BINARY:
    case EXPR_RANDOM:
    case EXPR_SIZEOF:
    case EXPR_ZIPF:
    case EXPR_WEIGHTED:
    case EXPR_ELEMENT:
    case EXPR_ELEMENT_SIZE:
    case EXPR_CPU:
        break;
    }
    return resolve_metrics(list, expr->left) && resolve_metrics(list, expr->right);
}

bool expectation_add_item(struct expectation_list *list, const struct item *item)
{
    const struct comparison *cmp = &item->comparison;

    constant_bind(cmp->left, list->symbols);
    constant_bind(cmp->right, list->symbols);
    if (!resolve_metrics(list, cmp->left) || !resolve_metrics(list, cmp->right)) {
        return false;
    }
    struct expectation *expectation = expectation_new(list);
    const char *text =
        item->place.file == NULL
            ? item->text
            : arena_label(list->symbols->arena, place_file_name(item->place), item->text);
    if (expectation == NULL || text == NULL) {
        return diag_no_memory(list->diag);
    }
    *expectation = (struct expectation){
        .text = text, .line = item->place.line, .comparison = item->comparison};
    return true;
}

bool expectation_add_sites(struct expectation_list *list, size_t first)
{
    const struct workload *workload = list->workload;

    for (size_t site = first; site < workload->site_count; site++) {
        const struct workload_site *from = &workload->sites[site];

        if (!from->has_expectation) {
            continue;
        }
        struct expectation *expectation = expectation_new(list);
        if (expectation == NULL) {
            return false;
        }
        *expectation = (struct expectation){
            .text = from->text, .line = from->line, .is_site = true, .site = (uint32_t)site};
    }
    return true;
}
