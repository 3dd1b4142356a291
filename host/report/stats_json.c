/* SPDX-License-Identifier: GPL-2.0-or-later */
/* docs/stats.md describes what is written here, member by member. */
#include "stats_json.h"

#include "program.h"

#include <jansson.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA 1

/*
 * jansson's building calls accept NULL values and then fail, so a lack of
 * memory anywhere comes out as NULL at the top. Its integers are signed, which
 * only the seed can exceed: write_text() sees to that.
 */
static json_t *integer(uint64_t value)
{
    return json_integer((json_int_t)value);
}

/* Adds a member or, when that fails, makes the whole NULL. */
static void add(json_t **object, const char *key, json_t *value)
{
    if (*object == NULL) {
        json_decref(value);
    } else if (json_object_set_new(*object, key, value) != 0) {
        json_decref(*object);
        *object = NULL;
    }
}

static void append(json_t **array, json_t *value)
{
    if (*array == NULL) {
        json_decref(value);
    } else if (json_array_append_new(*array, value) != 0) {
        json_decref(*array);
        *array = NULL;
    }
}

/* Bytes that are no UTF-8 cannot be JSON: each becomes '?'. */
static json_t *text(const char *value)
{
    json_t *string;

    if (value == NULL) {
        return json_null();
    }
    string = json_string(value);
    if (string == NULL) {
        char *plain = strdup(value);

        for (char *p = plain; p != NULL && *p != '\0'; p++) {
            *p = (*p & 0x80) != 0 ? '?' : *p;
        }
        string = plain != NULL ? json_string(plain) : NULL;
        free(plain);
    }
    return string;
}

static json_t *counters_json(const struct counters *counters)
{
    json_t *object = json_object();

    for (unsigned i = 0; i < COUNTER_COUNT; i++) {
        add(&object, counter_info(i).name, integer(counters->value[i]));
    }
    return object;
}

static json_t *distribution_json(const struct distribution *d)
{
    json_t *object = json_object();

    add(&object, "min", integer(d->min));
    add(&object, "p50", integer(d->p50));
    add(&object, "p90", integer(d->p90));
    add(&object, "p99", integer(d->p99));
    add(&object, "max", integer(d->max));
    add(&object, "sum", integer(d->sum));
    return object;
}

static json_t *tool_json(const struct run_result *result)
{
    json_t *object = json_object();

    add(&object, "version", text(result->tool_version));
    add(&object, "unicorn", text(result->unicorn_version));
    add(&object, "capstone", text(result->capstone_version));
    return object;
}

/* A machine value as JSON: a number where it is one. */
static json_t *machine_value(const char *value)
{
    if (value[0] != '\0' && strspn(value, "0123456789") == strlen(value)) {
        return integer(strtoull(value, NULL, 10));
    }
    return text(value);
}

static json_t *machine_json(const struct run_result *result)
{
    json_t *object = json_object();

    add(&object, "name", text(result->machine_name));
    for (unsigned i = 0; i < machine_key_count(); i++) {
        char value[128];

        machine_key_get(&result->machine, i, value, sizeof(value));
        add(&object, machine_key_name(i), machine_value(value));
    }
    return object;
}

static json_t *firmware_json(const struct result_firmware *firmware)
{
    json_t *object = json_object();

    add(&object, "name", text(firmware->name));
    add(&object, "sha256", text(firmware->sha256));
    add(&object, "allocator", text(firmware->allocator));
    add(&object, "shootdown", text(firmware->shootdown));
    return object;
}

static json_t *cpus_json(const struct run_result *result)
{
    json_t *array = json_array();

    for (unsigned i = 0; i < result->cpu_count; i++) {
        json_t *cpu = json_object();

        add(&cpu, "id", integer(i));
        add(&cpu, "counters", counters_json(&result->cpus[i]));
        append(&array, cpu);
    }
    return array;
}

static json_t *op_json(const struct result_op *op)
{
    json_t *object = json_object();

    add(&object, "count", integer(op->count));
    add(&object, "cycles", distribution_json(&op->cycles));
    add(&object, "instructions", distribution_json(&op->instructions));
    add(&object, "counters", counters_json(&op->counters));
    return object;
}

static json_t *phase_json(const struct result_phase *phase)
{
    json_t *object = json_object();
    json_t *ops = json_object();

    for (size_t i = 0; i < phase->op_count; i++) {
        add(&ops, phase->ops[i].name, op_json(&phase->ops[i]));
    }
    add(&object, "name", text(phase->name));
    add(&object, "cycles", integer(phase->cycles));
    add(&object, "instructions", integer(phase->counters.value[COUNTER_INSTRUCTIONS]));
    add(&object, "counters", counters_json(&phase->counters));
    add(&object, "ops", ops);
    return object;
}

static json_t *phases_json(const struct run_result *result)
{
    json_t *array = json_array();

    for (size_t i = 0; i < result->phase_count; i++) {
        append(&array, phase_json(&result->phases[i]));
    }
    return array;
}

static json_t *outside_json(const struct run_result *result)
{
    json_t *object = json_object();

    add(&object, "counters", counters_json(&result->outside));
    return object;
}

static json_t *expectations_json(const struct run_result *result)
{
    json_t *array = json_array();

    for (size_t i = 0; i < result->expectation_count; i++) {
        const struct result_expectation *expectation = &result->expectations[i];
        json_t *object = json_object();

        add(&object, "text", text(expectation->text));
        add(&object, "line", integer(expectation->line));
        add(&object, "ok", json_boolean(expectation->ok));
        add(&object, "actual", text(expectation->actual));
        append(&array, object);
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

static json_t *leak_json(const struct result_leak *leak)
{
    json_t *object = json_object();

    add(&object, "line", integer(leak->line));
    add(&object, "column", integer(leak->column));
    add(&object, "op", text(op_name(leak->op)));
    add(&object, "areas", integer(leak->areas));
    add(&object, "bytes", integer(leak->bytes));
    return object;
}

static json_t *leaks_json(const struct run_result *result)
{
    json_t *array = json_array();

    for (size_t i = 0; i < result->leak_count; i++) {
        append(&array, leak_json(&result->leaks[i]));
    }
    return array;
}

/* All leaks together. */
static json_t *leaked_json(const struct run_result *result)
{
    json_t *object = json_object();
    uint64_t areas = 0, bytes = 0;

    for (size_t i = 0; i < result->leak_count; i++) {
        areas += result->leaks[i].areas;
        bytes += result->leaks[i].bytes;
    }
    add(&object, "areas", integer(areas));
    add(&object, "bytes", integer(bytes));
    return object;
}

/* Both are null when the firmware did not come to tell. */
static void add_leaks(json_t **object, const struct run_result *result)
{
    const bool told = result->leaks != NULL;

    add(object, "leaked", told ? leaked_json(result) : json_null());
    add(object, "leaks", told ? leaks_json(result) : json_null());
}

/* The whole document, or NULL: out of memory. */
static json_t *result_json(const struct run_result *result)
{
    json_t *object = json_object();

    add(&object, "schema", integer(SCHEMA));
    add(&object, "tool", tool_json(result));
    add(&object, "machine", machine_json(result));
    add(&object, "workload", text(result->workload));
    add(&object, "firmware", firmware_json(&result->firmware));
    add(&object, "seed", integer(result->seed));
    add(&object, "elapsed", integer(result->elapsed));
    add(&object, "totals", counters_json(&result->totals));
    add(&object, "cpus", cpus_json(result));
    add(&object, "phases", phases_json(result));
    add(&object, "outside", outside_json(result));
    add(&object, "expectations", expectations_json(result));
    add_leaks(&object, result);
    add(&object, "exit", integer((uint64_t)result->exit));
    add(&object, "exit_reason", text(result->exit_reason));
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
    json_t *document = result_json(result);
    char *text = document == NULL ? NULL : json_dumps(document, JSON_INDENT(2));
    int status = 0;

    json_decref(document);
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
