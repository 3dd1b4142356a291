/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The document is walked once; names are put together on the way down. */
#include "stats_read.h"

#include "json_tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA 1
#define HASH_SHOWN 12
#define STATS_SIZE_MAX (256u << 20)

const char *const stats_fact_names[STATS_FACT_COUNT] = {
    [STATS_WORKLOAD] = "workload",   [STATS_MACHINE] = "machine",   [STATS_CPUS] = "cpus",
    [STATS_SEED] = "seed",           [STATS_FIRMWARE] = "firmware", [STATS_ALLOCATOR] = "allocator",
    [STATS_SHOOTDOWN] = "shootdown", [STATS_VERSION] = "mmulator",  [STATS_UNICORN] = "unicorn",
    [STATS_CAPSTONE] = "capstone",
};

struct reader {
    struct stats *stats;
    size_t cap;
    const char *prefix; /* "churn.vmalloc." */
    unsigned depth;
};

/* False: no memory. */
static bool keep(struct reader *r, const char *name, int64_t value)
{
    struct stats *stats = r->stats;

    if (stats->count == r->cap) {
        const size_t cap = r->cap == 0 ? 256 : 2 * r->cap;
        struct stats_value *values = realloc(stats->values, cap * sizeof(*values));

        if (values == NULL) {
            return false;
        }
        stats->values = values;
        r->cap = cap;
    }
    char *copy = NULL;
    if (asprintf(&copy, "%s%s", r->prefix, name) < 0) {
        return false;
    }
    stats->values[stats->count++] = (struct stats_value){copy, r->depth, value};
    return true;
}

static bool keep_integer(const char *key, size_t index, const struct json_tree *value, void *ctx)
{
    (void)index;
    return json_tree_kind(value) != JSON_KIND_INTEGER ||
           keep(ctx, key, json_tree_get_integer(value));
}

/* In a phase `cycles` is its model time; the cores' sum is no number that scripts know. */
static bool keep_counter(const char *key, size_t index, const struct json_tree *value, void *ctx)
{
    return strcmp(key, "cycles") == 0 || keep_integer(key, index, value, ctx);
}

static bool under(struct reader *r, const char *name, const struct json_tree *tree,
                  json_visit_fn visit)
{
    char prefix[STATS_NAME_MAX];
    struct reader inner = *r;

    snprintf(prefix, sizeof(prefix), "%s%s", r->prefix, name);
    inner.prefix = prefix;
    const bool good = json_tree_each(tree, visit, &inner);
    r->cap = inner.cap;
    return good;
}

static bool read_op_member(const char *key, size_t index, const struct json_tree *value, void *ctx)
{
    struct reader *r = ctx;
    char name[64];

    if (json_tree_kind(value) != JSON_KIND_OBJECT) {
        return keep_integer(key, index, value, ctx);
    }
    snprintf(name, sizeof(name), "%s.", key);
    return strcmp(key, "counters") == 0 ? under(r, "", value, keep_counter)
                                        : under(r, name, value, keep_integer);
}

static bool read_op(const char *key, size_t index, const struct json_tree *value, void *ctx)
{
    struct reader inner = *(struct reader *)ctx;
    char name[STATS_NAME_MAX];

    (void)index;
    inner.depth = 2;
    snprintf(name, sizeof(name), "%s.", key);
    const bool good = under(&inner, name, value, read_op_member);
    ((struct reader *)ctx)->cap = inner.cap;
    return good;
}

static bool read_phase(const char *key, size_t index, const struct json_tree *value, void *ctx)
{
    struct reader *r = ctx;
    const char *name = json_tree_get_text(json_tree_get(value, "name"));
    char prefix[STATS_NAME_MAX];
    struct reader inner = *r;

    (void)key, (void)index;
    if (name == NULL) {
        return true;
    }
    snprintf(prefix, sizeof(prefix), "%s.", name);
    inner.prefix = prefix;
    inner.depth = 1;
    const bool good =
        keep(&inner, "cycles", json_tree_get_integer(json_tree_get(value, "cycles"))) &&
        under(&inner, "", json_tree_get(value, "counters"), keep_counter) &&
        under(&inner, "", json_tree_get(value, "ops"), read_op);
    r->cap = inner.cap;
    return good;
}

static bool read_numbers(struct reader *r, const struct json_tree *document)
{
    return keep(r, "elapsed", json_tree_get_integer(json_tree_get(document, "elapsed"))) &&
           under(r, "", json_tree_get(document, "totals"), keep_integer) &&
           under(r, "leaked.", json_tree_get(document, "leaked"), keep_integer) &&
           json_tree_each(json_tree_get(document, "phases"), read_phase, r);
}

static char *copy_of(const char *text)
{
    return text == NULL ? NULL : strdup(text);
}

static bool read_expectation(const char *key, size_t index, const struct json_tree *value,
                             void *ctx)
{
    struct stats *stats = ctx;
    struct stats_expectation *all =
        realloc(stats->expectations, (stats->expectation_count + 1) * sizeof(*all));

    (void)key, (void)index;
    if (all == NULL) {
        return false;
    }
    stats->expectations = all;
    all[stats->expectation_count++] = (struct stats_expectation){
        copy_of(json_tree_get_text(json_tree_get(value, "text"))),
        copy_of(json_tree_get_text(json_tree_get(value, "actual"))),
        (unsigned)json_tree_get_integer(json_tree_get(value, "line")),
        json_tree_is_true(json_tree_get(value, "ok")),
    };
    return true;
}

static void set_fact(struct stats *stats, enum stats_fact fact, const char *text, size_t length)
{
    stats->facts[fact] = text == NULL ? NULL : strndup(text, length);
}

static bool count_one(const char *key, size_t index, const struct json_tree *value, void *ctx)
{
    (void)key, (void)index, (void)value;
    ++*(unsigned *)ctx;
    return true;
}

static void read_facts(struct stats *stats, const struct json_tree *document, const char *seed)
{
    const struct json_tree *tool = json_tree_get(document, "tool");
    const struct json_tree *firmware = json_tree_get(document, "firmware");
    const struct json_tree *machine = json_tree_get(document, "machine");
    char cpus[16];
    unsigned count = 0;

    json_tree_each(json_tree_get(document, "cpus"), count_one, &count);
    snprintf(cpus, sizeof(cpus), "%u", count);
    const struct {
        enum stats_fact fact;
        const char *text;
        size_t length;
    } facts[] = {
        {STATS_WORKLOAD, json_tree_get_text(json_tree_get(document, "workload")), SIZE_MAX},
        {STATS_MACHINE, json_tree_get_text(json_tree_get(machine, "name")), SIZE_MAX},
        {STATS_CPUS, cpus, SIZE_MAX},
        {STATS_SEED, seed, SIZE_MAX},
        {STATS_FIRMWARE, json_tree_get_text(json_tree_get(firmware, "sha256")), HASH_SHOWN},
        {STATS_ALLOCATOR, json_tree_get_text(json_tree_get(firmware, "allocator")), SIZE_MAX},
        {STATS_SHOOTDOWN, json_tree_get_text(json_tree_get(firmware, "shootdown")), SIZE_MAX},
        {STATS_VERSION, json_tree_get_text(json_tree_get(tool, "version")), SIZE_MAX},
        {STATS_UNICORN, json_tree_get_text(json_tree_get(tool, "unicorn")), SIZE_MAX},
        {STATS_CAPSTONE, json_tree_get_text(json_tree_get(tool, "capstone")), SIZE_MAX},
    };
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
        set_fact(stats, facts[i].fact, facts[i].text, facts[i].length);
    }
    stats->exit = (int)json_tree_get_integer(json_tree_get(document, "exit"));
    const char *reason = json_tree_get_text(json_tree_get(document, "exit_reason"));
    stats->exit_reason = reason == NULL ? NULL : strdup(reason);
}

/*
 * The seed's digits move to `seed`, a 0 takes their place: it has 64 bits, more
 * than JSON libraries read.
 */
static void take_seed(char *text, char seed[24])
{
    char *at = strstr(text, "\n  \"seed\": ");

    seed[0] = '\0';
    if (at == NULL) {
        return;
    }
    at += strlen("\n  \"seed\": ");
    const size_t length = strspn(at, "0123456789");
    if (length > 0 && length < 24) {
        memcpy(seed, at, length);
        seed[length] = '\0';
        memset(at, ' ', length);
        at[length - 1] = '0';
    }
}

static int compare_values(const void *a, const void *b)
{
    return strcmp(((const struct stats_value *)a)->name, ((const struct stats_value *)b)->name);
}

static int refuse(struct stats_error *error, const char *message)
{
    snprintf(error->message, sizeof(error->message), "%s", message);
    return -EINVAL;
}

static int read_document(const struct json_tree *document, const char *seed, struct stats *stats,
                         struct stats_error *error)
{
    struct reader reader = {.stats = stats, .prefix = ""};

    if (json_tree_kind(json_tree_get(document, "schema")) != JSON_KIND_INTEGER ||
        json_tree_kind(json_tree_get(document, "totals")) != JSON_KIND_OBJECT) {
        return refuse(error, "no statistics: expected what `--stats` writes");
    }
    if (json_tree_get_integer(json_tree_get(document, "schema")) != SCHEMA) {
        return refuse(error, "statistics of another schema than 1");
    }
    if (!read_numbers(&reader, document) ||
        !json_tree_each(json_tree_get(document, "expectations"), read_expectation, stats)) {
        snprintf(error->message, sizeof(error->message), "out of memory");
        return -ENOMEM;
    }
    read_facts(stats, document, seed);
    qsort(stats->values, stats->count, sizeof(*stats->values), compare_values);
    return 0;
}

static int parse(char *text, size_t size, struct stats *stats, struct stats_error *error)
{
    struct json_error where;
    char seed[24];

    take_seed(text, seed);
    struct json_tree *document = json_tree_parse(text, size, &where);
    if (document == NULL) {
        error->line = where.line;
        error->column = where.column;
        snprintf(error->message, sizeof(error->message), "no JSON: %s", where.message);
        return -EINVAL;
    }
    const int status = read_document(document, seed, stats, error);
    json_tree_free(document);
    return status;
}

/* The file with a NUL behind it; the caller frees it. NULL: errno. */
static char *read_text(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "re"), *memory = NULL;
    char *text = NULL, buffer[65536];
    size_t got, total = 0;

    if (file == NULL || (memory = open_memstream(&text, ret_size)) == NULL) {
        const int error = errno;
        if (file != NULL) {
            fclose(file);
        }
        errno = error;
        return NULL;
    }
    errno = 0;
    while (total <= STATS_SIZE_MAX && (got = fread(buffer, 1, sizeof(buffer), file)) > 0) {
        total += fwrite(buffer, 1, got, memory);
    }
    const int error = ferror(file) ? errno : total > STATS_SIZE_MAX ? EFBIG : 0;
    fclose(file);
    if (fclose(memory) != 0 || error != 0) {
        free(text);
        errno = error != 0 ? error : ENOMEM;
        return NULL;
    }
    return text;
}

int stats_read(const char *path, struct stats *ret, struct stats_error *ret_error)
{
    size_t size;
    char *text = read_text(path, &size);

    *ret = (struct stats){0};
    *ret_error = (struct stats_error){0};
    if (text == NULL) {
        const int error = errno;
        snprintf(ret_error->message, sizeof(ret_error->message), "cannot read it: %s",
                 strerror(error));
        return -error;
    }
    const int status = parse(text, size, ret, ret_error);
    free(text);
    if (status != 0) {
        stats_finish(ret);
        *ret = (struct stats){0};
    }
    return status;
}

void stats_finish(struct stats *stats)
{
    for (unsigned i = 0; i < STATS_FACT_COUNT; i++) {
        free(stats->facts[i]);
    }
    for (size_t i = 0; i < stats->count; i++) {
        free(stats->values[i].name);
    }
    for (size_t i = 0; i < stats->expectation_count; i++) {
        free(stats->expectations[i].text);
        free(stats->expectations[i].actual);
    }
    free(stats->expectations);
    free(stats->values);
    free(stats->exit_reason);
}

const struct stats_value *stats_find(const struct stats *stats, const char *name)
{
    const struct stats_value key = {.name = (char *)(uintptr_t)name};

    return stats->count == 0
               ? NULL
               : bsearch(&key, stats->values, stats->count, sizeof(key), compare_values);
}
