/* SPDX-License-Identifier: GPL-2.0-or-later */
/* docs/stats.md describes what is written here, member by member. */
#include "stats_json.h"

#include "json_tree.h"
#include "program.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA 1

static struct json_tree *counters_json(const struct counters *counters)
{
    struct json_tree *object = json_tree_object();

    for (unsigned i = 0; i < COUNTER_COUNT; i++) {
        json_tree_add(&object, counter_info(i).name, json_tree_integer(counters->value[i]));
    }
    return object;
}

static struct json_tree *distribution_json(const struct distribution *d)
{
    struct json_tree *object = json_tree_object();

    json_tree_add(&object, "min", json_tree_integer(d->min));
    json_tree_add(&object, "p50", json_tree_integer(d->p50));
    json_tree_add(&object, "p90", json_tree_integer(d->p90));
    json_tree_add(&object, "p99", json_tree_integer(d->p99));
    json_tree_add(&object, "max", json_tree_integer(d->max));
    json_tree_add(&object, "sum", json_tree_integer(d->sum));
    return object;
}

static struct json_tree *tool_json(const struct run_result *result)
{
    struct json_tree *object = json_tree_object();

    json_tree_add(&object, "version", json_tree_text(result->tool_version));
    json_tree_add(&object, "unicorn", json_tree_text(result->unicorn_version));
    json_tree_add(&object, "capstone", json_tree_text(result->capstone_version));
    return object;
}

/* A machine value as JSON: a number where it is one. */
static struct json_tree *machine_value(const char *value)
{
    if (value[0] != '\0' && strspn(value, "0123456789") == strlen(value)) {
        return json_tree_integer(strtoull(value, NULL, 10));
    }
    return json_tree_text(value);
}

static struct json_tree *machine_json(const struct run_result *result)
{
    struct json_tree *object = json_tree_object();

    json_tree_add(&object, "name", json_tree_text(result->machine_name));
    for (unsigned i = 0; i < machine_key_count(); i++) {
        char value[128];

        machine_key_get(&result->machine, i, value, sizeof(value));
        json_tree_add(&object, machine_key_name(i), machine_value(value));
    }
    return object;
}

static struct json_tree *firmware_json(const struct result_firmware *firmware)
{
    struct json_tree *object = json_tree_object();

    json_tree_add(&object, "name", json_tree_text(firmware->name));
    json_tree_add(&object, "sha256", json_tree_text(firmware->sha256));
    json_tree_add(&object, "allocator", json_tree_text(firmware->allocator));
    json_tree_add(&object, "shootdown", json_tree_text(firmware->shootdown));
    return object;
}

static struct json_tree *cpus_json(const struct run_result *result)
{
    struct json_tree *array = json_tree_array();

    for (unsigned i = 0; i < result->cpu_count; i++) {
        struct json_tree *cpu = json_tree_object();

        json_tree_add(&cpu, "id", json_tree_integer(i));
        json_tree_add(&cpu, "counters", counters_json(&result->cpus[i]));
        json_tree_append(&array, cpu);
    }
    return array;
}

static struct json_tree *op_json(const struct result_op *op)
{
    struct json_tree *object = json_tree_object();

    json_tree_add(&object, "count", json_tree_integer(op->count));
    json_tree_add(&object, "cycles", distribution_json(&op->cycles));
    json_tree_add(&object, "instructions", distribution_json(&op->instructions));
    json_tree_add(&object, "counters", counters_json(&op->counters));
    return object;
}

static struct json_tree *phase_json(const struct result_phase *phase)
{
    struct json_tree *object = json_tree_object();
    struct json_tree *ops = json_tree_object();

    for (size_t i = 0; i < phase->op_count; i++) {
        json_tree_add(&ops, phase->ops[i].name, op_json(&phase->ops[i]));
    }
    json_tree_add(&object, "name", json_tree_text(phase->name));
    json_tree_add(&object, "cycles", json_tree_integer(phase->cycles));
    json_tree_add(&object, "instructions",
                  json_tree_integer(phase->counters.value[COUNTER_INSTRUCTIONS]));
    json_tree_add(&object, "counters", counters_json(&phase->counters));
    json_tree_add(&object, "ops", ops);
    return object;
}

static struct json_tree *phases_json(const struct run_result *result)
{
    struct json_tree *array = json_tree_array();

    for (size_t i = 0; i < result->phase_count; i++) {
        json_tree_append(&array, phase_json(&result->phases[i]));
    }
    return array;
}

static struct json_tree *outside_json(const struct run_result *result)
{
    struct json_tree *object = json_tree_object();

    json_tree_add(&object, "counters", counters_json(&result->outside));
    return object;
}

static struct json_tree *expectations_json(const struct run_result *result)
{
    struct json_tree *array = json_tree_array();

    for (size_t i = 0; i < result->expectation_count; i++) {
        const struct result_expectation *expectation = &result->expectations[i];
        struct json_tree *object = json_tree_object();

        json_tree_add(&object, "text", json_tree_text(expectation->text));
        json_tree_add(&object, "line", json_tree_integer(expectation->line));
        json_tree_add(&object, "ok", json_tree_boolean(expectation->ok));
        json_tree_add(&object, "actual", json_tree_text(expectation->actual));
        json_tree_append(&array, object);
    }
    return array;
}

static const char *op_name(uint32_t op)
{
    static const char *const names[] = {
#define PROGRAM_OP(NAME, text, ...) [PROGRAM_OP_##NAME] = #text,
#include "program.def"
#undef PROGRAM_OP
    };

    return op < PROGRAM_OP_COUNT ? names[op] : "?";
}

static struct json_tree *leak_json(const struct result_leak *leak)
{
    struct json_tree *object = json_tree_object();

    json_tree_add(&object, "line", json_tree_integer(leak->line));
    json_tree_add(&object, "column", json_tree_integer(leak->column));
    json_tree_add(&object, "op", json_tree_text(op_name(leak->op)));
    json_tree_add(&object, "areas", json_tree_integer(leak->areas));
    json_tree_add(&object, "bytes", json_tree_integer(leak->bytes));
    return object;
}

static struct json_tree *leaks_json(const struct run_result *result)
{
    struct json_tree *array = json_tree_array();

    for (size_t i = 0; i < result->leak_count; i++) {
        json_tree_append(&array, leak_json(&result->leaks[i]));
    }
    return array;
}

/* All leaks together. */
static struct json_tree *leaked_json(const struct run_result *result)
{
    struct json_tree *object = json_tree_object();
    uint64_t areas = 0, bytes = 0;

    for (size_t i = 0; i < result->leak_count; i++) {
        areas += result->leaks[i].areas;
        bytes += result->leaks[i].bytes;
    }
    json_tree_add(&object, "areas", json_tree_integer(areas));
    json_tree_add(&object, "bytes", json_tree_integer(bytes));
    return object;
}

/* Both are null when the firmware did not come to tell. */
static void add_leaks(struct json_tree **object, const struct run_result *result)
{
    const bool told = result->leaks != NULL;

    json_tree_add(object, "leaked", told ? leaked_json(result) : json_tree_null());
    json_tree_add(object, "leaks", told ? leaks_json(result) : json_tree_null());
}

/* The whole document, or NULL: out of memory. */
static struct json_tree *result_json(const struct run_result *result)
{
    struct json_tree *object = json_tree_object();

    json_tree_add(&object, "schema", json_tree_integer(SCHEMA));
    json_tree_add(&object, "tool", tool_json(result));
    json_tree_add(&object, "machine", machine_json(result));
    json_tree_add(&object, "workload", json_tree_text(result->workload));
    json_tree_add(&object, "firmware", firmware_json(&result->firmware));
    json_tree_add(&object, "seed", json_tree_integer(result->seed));
    json_tree_add(&object, "elapsed", json_tree_integer(result->elapsed));
    json_tree_add(&object, "totals", counters_json(&result->totals));
    json_tree_add(&object, "cpus", cpus_json(result));
    json_tree_add(&object, "phases", phases_json(result));
    json_tree_add(&object, "outside", outside_json(result));
    json_tree_add(&object, "expectations", expectations_json(result));
    add_leaks(&object, result);
    json_tree_add(&object, "exit", json_tree_integer((uint64_t)result->exit));
    json_tree_add(&object, "exit_reason", json_tree_text(result->exit_reason));
    return object;
}

/* The member of the outermost object, which alone is indented by two. */
#define SEED_MEMBER "\n  \"seed\": "

/* A seed above INT64_MAX stands in the text as the negative number of the same 64 bits. */
static bool write_text(const char *text, uint64_t seed, FILE *file)
{
    const char *member = strstr(text, SEED_MEMBER "-");

    if (member == NULL) {
        return fprintf(file, "%s\n", text) >= 0;
    }
    int before = (int)(member - text);

    member += strlen(SEED_MEMBER);
    return fprintf(file, "%.*s" SEED_MEMBER "%" PRIu64 "%s\n", before, text, seed,
                   member + strcspn(member, ",")) >= 0;
}

int stats_json_write(const struct run_result *result, FILE *file)
{
    struct json_tree *document = result_json(result);
    char *text = json_tree_print(document);
    int status = 0;

    json_tree_free(document);
    if (text == NULL) {
        return -ENOMEM;
    }
    errno = 0;
    if (!write_text(text, result->seed, file)) {
        status = errno != 0 ? -errno : -EIO;
    }
    free(text);
    return status;
}
