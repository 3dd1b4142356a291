/* SPDX-License-Identifier: GPL-2.0-or-later */
/* docs/ci.md describes the file. */
#include "baseline.h"

#include "json_tree.h"
#include "output.h"

#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SCHEMA 1
#define SHOWN_MAX 20
#define BASELINE_SIZE_MAX (16u << 20)

static bool is_chosen(const struct baseline_choice *choice, const char *name)
{
    for (const char *const *pattern = choice->patterns; *pattern != NULL; pattern++) {
        if (fnmatch(*pattern, name, 0) == 0) {
            return true;
        }
    }
    return false;
}

static char *baseline_path(const struct baseline_choice *choice, const char *name)
{
    char *path = NULL;

    return asprintf(&path, "%s/%s.json", choice->dir, name) < 0 ? NULL : path;
}

/* The directories above the file, as far as they are missing. */
static int make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const bool failed = mkdir(path, 0777) != 0 && errno != EEXIST;
        *slash = '/';
        if (failed) {
            return -errno;
        }
    }
    return 0;
}

/* What was run comes first: a reader of a changed baseline wants to know. */
static struct json_tree *baseline_json(const struct baseline_choice *choice,
                                       const struct stats *stats)
{
    struct json_tree *object = json_tree_object(), *values = json_tree_object();

    json_tree_add(&object, "schema", json_tree_integer(SCHEMA));
    for (unsigned fact = 0; fact < STATS_FACT_COUNT; fact++) {
        json_tree_add(&object, stats_fact_names[fact], json_tree_text(stats->facts[fact]));
    }
    for (size_t i = 0; i < stats->count; i++) {
        if (is_chosen(choice, stats->values[i].name)) {
            json_tree_add(&values, stats->values[i].name,
                          json_tree_integer((uint64_t)stats->values[i].value));
        }
    }
    json_tree_add(&object, "values", values);
    return object;
}

static int write_text(const char *path, const char *text)
{
    struct output out;
    int err = output_open(path, &out);

    if (err == 0) {
        fprintf(out.file, "%s\n", text);
        err = output_commit(&out);
    }
    return err;
}

int baseline_update(const struct baseline_choice *choice, const char *name,
                    const struct stats *stats)
{
    char *path = baseline_path(choice, name);
    struct json_tree *object = baseline_json(choice, stats);
    char *text = json_tree_print(object);
    int err = path == NULL || text == NULL ? -ENOMEM : make_parents(path);

    if (err == 0) {
        err = write_text(path, text);
    }
    json_tree_free(object);
    free(text);
    free(path);
    return err;
}

struct held {
    const struct stats *stats;
    FILE *report;
    size_t differences;
};

static bool hold(const char *key, size_t index, const struct json_tree *value, void *ctx)
{
    struct held *held = ctx;
    const struct stats_value *now = stats_find(held->stats, key);
    const int64_t then = json_tree_get_integer(value);

    (void)index;
    if (now == NULL || json_tree_kind(value) != JSON_KIND_INTEGER || now->value == then) {
        return true;
    }
    if (++held->differences <= SHOWN_MAX) {
        fprintf(held->report, "%s: %" PRId64 ", was %" PRId64 "\n", key, now->value, then);
    }
    return true;
}

/* Whatever else is different, since it may be why. */
static void note_facts(const struct json_tree *baseline, const struct stats *stats, FILE *report)
{
    for (unsigned fact = 0; fact < STATS_FACT_COUNT; fact++) {
        const char *then = json_tree_get_text(json_tree_get(baseline, stats_fact_names[fact]));
        const char *now = stats->facts[fact];

        if (then != NULL && now != NULL && strcmp(then, now) != 0) {
            fprintf(report, "%s is %s, was %s\n", stats_fact_names[fact], now, then);
        }
    }
}

static struct json_tree *read_baseline(const char *path, FILE *report)
{
    FILE *file = fopen(path, "re");
    char *text = file == NULL ? NULL : malloc(BASELINE_SIZE_MAX);
    struct json_error error = {0};
    struct json_tree *tree = NULL;

    if (file == NULL) {
        fprintf(report, "no baseline %s; --update makes it\n", path);
        return NULL;
    }
    if (text != NULL) {
        const size_t size = fread(text, 1, BASELINE_SIZE_MAX, file);

        tree = json_tree_parse(text, size, &error);
        if (tree == NULL) {
            fprintf(report, "%s:%d:%d: %s\n", path, error.line, error.column, error.message);
        }
    }
    free(text);
    fclose(file);
    return tree;
}

/* True when the run has what the baseline has. */
static bool holds(const char *path, const struct stats *stats, FILE *report)
{
    struct json_tree *baseline = read_baseline(path, report);
    struct held held = {stats, report, 0};

    if (baseline == NULL) {
        return false;
    }
    if (json_tree_get_integer(json_tree_get(baseline, "schema")) != SCHEMA) {
        fprintf(report, "%s is no baseline of schema %d\n", path, SCHEMA);
        json_tree_free(baseline);
        return false;
    }
    json_tree_each(json_tree_get(baseline, "values"), hold, &held);
    if (held.differences > SHOWN_MAX) {
        fprintf(report, "and %zu more\n", held.differences - SHOWN_MAX);
    }
    if (held.differences > 0) {
        note_facts(baseline, stats, report);
    }
    json_tree_free(baseline);
    return held.differences == 0;
}

int baseline_compare(const struct baseline_choice *choice, const char *name,
                     const struct stats *stats, struct point_list *points)
{
    char *path = baseline_path(choice, name), *said = NULL;
    size_t size;
    FILE *report = path == NULL ? NULL : open_memstream(&said, &size);

    if (report == NULL) {
        free(path);
        return -ENOMEM;
    }
    struct point point = {.kind = POINT_BASELINE, .text = "counts as in the baseline"};
    point.severity = holds(path, stats, report) ? POINT_PASSED : POINT_FAILED;
    const bool good = fclose(report) == 0;
    point.actual = point.severity == POINT_PASSED ? NULL : said;
    const int err = good && point_add(points, point) ? 0 : -ENOMEM;
    free(said);
    free(path);
    return err;
}
