/* SPDX-License-Identifier: GPL-2.0-or-later */
/* docs/compare.md shows each form. */
#include "comparison.h"

#include "json_tree.h"
#include "number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *or_none(const char *text)
{
    return text != NULL ? text : "none";
}

const char *comparison_note(const struct comparison_view *view, enum stats_fact fact, char *text,
                            size_t cap)
{
    const char *base = or_none(view->base->facts[fact]), *fresh = or_none(view->fresh->facts[fact]);

    if (strcmp(base, fresh) == 0) {
        return NULL;
    }
    snprintf(text, cap, "%s: %.100s, then %.100s", stats_fact_names[fact], base, fresh);
    return text;
}

static size_t shown(const struct comparison_view *view)
{
    return view->top != 0 && view->top < view->list->count ? view->top : view->list->count;
}

/* "+1,234" */
static const char *change_text(const struct difference *d, char text[40])
{
    const bool down = d->fresh < d->base;
    const uint64_t size =
        down ? (uint64_t)d->base - (uint64_t)d->fresh : (uint64_t)d->fresh - (uint64_t)d->base;

    snprintf(text, 40, "%s%s", size == 0 ? "" : down ? "-" : "+", number_grouped(size).text);
    return text;
}

static const char *exit_text(const struct stats *stats, char *text, size_t cap)
{
    snprintf(text, cap, "%d%s%.200s", stats->exit, stats->exit_reason != NULL ? ": " : "",
             stats->exit_reason != NULL ? stats->exit_reason : "");
    return text;
}

/* What both forms for people say above the table; `mark` begins each line. */
static void print_notes(const struct comparison_view *view, const char *mark, FILE *file)
{
    char text[256], base[256], fresh[256];

    for (unsigned fact = 0; fact < STATS_FACT_COUNT; fact++) {
        if (comparison_note(view, fact, text, sizeof(text)) != NULL) {
            fprintf(file, "%s%s\n", mark, text);
        }
    }
    if (view->base->exit != view->fresh->exit) {
        fprintf(file, "%sexit: %s, then %s\n", mark, exit_text(view->base, base, sizeof(base)),
                exit_text(view->fresh, fresh, sizeof(fresh)));
    }
}

static void print_totals(const struct comparison_view *view, FILE *file)
{
    const struct difference_list *list = view->list;

    fprintf(file, "%s of %s numbers changed", number_grouped(list->count).text,
            number_grouped(list->compared).text);
    if (list->only_base + list->only_fresh > 0) {
        fprintf(file, ", %zu are only in the base and %zu only in the new run", list->only_base,
                list->only_fresh);
    }
    if (list->broken > 0) {
        fprintf(file, ", %zu too much", list->broken);
    }
}

void comparison_print_text(const struct comparison_view *view, FILE *file)
{
    char change[40], percent[DIFFERENCE_PERCENT_MAX];

    print_notes(view, "", file);
    print_totals(view, file);
    fputc('\n', file);
    if (view->list->count > 0) {
        fprintf(file, "\n%-44s %16s %16s %14s %10s\n", "", "base", "new", "change", "");
    }
    for (size_t i = 0; i < shown(view); i++) {
        const struct difference *d = &view->list->items[i];

        fprintf(file, "%-44s %16s %16s %14s %10s%s%s\n", d->name,
                number_grouped((uint64_t)d->base).text, number_grouped((uint64_t)d->fresh).text,
                change_text(d, change), difference_percent(d->base, d->fresh, percent),
                d->broken != NULL ? "  TOO MUCH: " : "", d->broken != NULL ? d->broken->text : "");
    }
    if (shown(view) < view->list->count) {
        fprintf(file, "and %zu more; --top 0 shows all\n", view->list->count - shown(view));
    }
}

void comparison_print_markdown(const struct comparison_view *view, FILE *file)
{
    char change[40], percent[DIFFERENCE_PERCENT_MAX];

    fprintf(file, "### %s: %s\n\n", or_none(view->fresh->facts[STATS_WORKLOAD]),
            view->regression ? "regression" : "no regression");
    print_notes(view, "- ", file);
    fprintf(file, "- ");
    print_totals(view, file);
    fputc('\n', file);
    if (view->list->count > 0) {
        fprintf(file, "\n| counter | base | new | change | | |\n|---|---:|---:|---:|---:|---|\n");
    }
    for (size_t i = 0; i < shown(view); i++) {
        const struct difference *d = &view->list->items[i];

        fprintf(file, "| `%s` | %s | %s | %s | %s | %s%s%s |\n", d->name,
                number_grouped((uint64_t)d->base).text, number_grouped((uint64_t)d->fresh).text,
                change_text(d, change), difference_percent(d->base, d->fresh, percent),
                d->broken != NULL ? "**too much:** `" : "",
                d->broken != NULL ? d->broken->text : "", d->broken != NULL ? "`" : "");
    }
    if (shown(view) < view->list->count) {
        fprintf(file, "\nand %zu more\n", view->list->count - shown(view));
    }
}

/* JSON has no 64-bit sign trouble here: a change fits where both sides do. */
static struct json_tree *change_json(const struct difference *d)
{
    struct json_tree *object = json_tree_object();

    json_tree_add(&object, "name", json_tree_text(d->name));
    json_tree_add(&object, "base", json_tree_integer((uint64_t)d->base));
    json_tree_add(&object, "new", json_tree_integer((uint64_t)d->fresh));
    json_tree_add(&object, "change", json_tree_integer((uint64_t)d->fresh - (uint64_t)d->base));
    json_tree_add(&object, "threshold", json_tree_text(d->broken != NULL ? d->broken->text : NULL));
    return object;
}

static struct json_tree *run_json(const struct stats *stats)
{
    struct json_tree *object = json_tree_object();

    for (unsigned fact = 0; fact < STATS_FACT_COUNT; fact++) {
        json_tree_add(&object, stats_fact_names[fact], json_tree_text(stats->facts[fact]));
    }
    json_tree_add(&object, "exit", json_tree_integer((uint64_t)stats->exit));
    json_tree_add(&object, "exit_reason", json_tree_text(stats->exit_reason));
    return object;
}

int comparison_print_json(const struct comparison_view *view, FILE *file)
{
    struct json_tree *object = json_tree_object(), *changes = json_tree_array();

    for (size_t i = 0; i < shown(view); i++) {
        json_tree_append(&changes, change_json(&view->list->items[i]));
    }
    json_tree_add(&object, "schema", json_tree_integer(1));
    json_tree_add(&object, "regression", json_tree_boolean(view->regression));
    json_tree_add(&object, "base", run_json(view->base));
    json_tree_add(&object, "new", run_json(view->fresh));
    json_tree_add(&object, "compared", json_tree_integer(view->list->compared));
    json_tree_add(&object, "changed", json_tree_integer(view->list->count));
    json_tree_add(&object, "changes", changes);
    char *text = json_tree_print(object);
    json_tree_free(object);
    if (text == NULL) {
        return -ENOMEM;
    }
    fprintf(file, "%s\n", text);
    free(text);
    return 0;
}
