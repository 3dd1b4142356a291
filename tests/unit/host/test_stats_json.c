/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The statistics, read back by the JSON library, member by member as docs/stats.md has it. */
#include "stats_json.h"

#include "results.h"
#include "suite.h"

#include <jansson.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The document's text, allocated. */
static char *write_text(const struct run_result *result)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    ck_assert_int_eq(stats_json_write(result, file), 0);
    fclose(file);
    return text;
}

static json_t *write_and_load(const struct run_result *result)
{
    char *text = write_text(result);
    json_error_t error;
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, &error);

    ck_assert_msg(document != NULL, "%s", error.text);
    free(text);
    return document;
}

/* "phases", "0", "ops", ... to a value; a number indexes an array. */
static const json_t *at(const json_t *value, const char *const *path)
{
    for (; *path != NULL; path++) {
        value = json_is_array(value) ? json_array_get(value, strtoul(*path, NULL, 10))
                                     : json_object_get(value, *path);
        ck_assert_msg(value != NULL, "no member %s", *path);
    }
    return value;
}

#define PATH(...) ((const char *const[]){__VA_ARGS__, NULL})

static void assert_integer(const json_t *document, const char *const *path, json_int_t want)
{
    const json_t *value = at(document, path);

    ck_assert(json_is_integer(value));
    ck_assert_int_eq(json_integer_value(value), want);
}

static void assert_text(const json_t *document, const char *const *path, const char *want)
{
    ck_assert_str_eq(json_string_value(at(document, path)), want);
}

START_TEST(every_member_is_where_the_schema_says)
{
    struct run_result result = results_example();
    json_t *d = write_and_load(&result);

    assert_integer(d, PATH("schema"), 1);
    assert_text(d, PATH("tool", "version"), "0.1.0");
    assert_text(d, PATH("tool", "unicorn"), "2.1.4");
    assert_text(d, PATH("tool", "capstone"), "5.0");
    assert_text(d, PATH("machine", "name"), "cortex-a72");
    assert_integer(d, PATH("machine", "tlb.l1d.entries"), 32);
    assert_text(d, PATH("machine", "tlb.l1d.policy"), "fifo");
    assert_text(d, PATH("machine", "tlb.l1d.sizes"), "4K,64K,1M");
    assert_text(d, PATH("workload"), "churn.wl");
    assert_text(d, PATH("firmware", "name"), "vmalloc.elf");
    assert_text(d, PATH("firmware", "sha256"), result.firmware.sha256);
    assert_text(d, PATH("firmware", "allocator"), "augmented");
    assert_text(d, PATH("firmware", "shootdown"), "broadcast");
    assert_integer(d, PATH("seed"), 42);
    assert_integer(d, PATH("elapsed"), 7654321);
    assert_integer(d, PATH("cpus", "1", "id"), 1);
    assert_integer(d, PATH("cpus", "1", "counters", "cycles"), 201);
    assert_text(d, PATH("phases", "0", "name"), "churn");
    assert_integer(d, PATH("phases", "0", "cycles"), 1234567);
    assert_integer(d, PATH("phases", "0", "instructions"), 5000);
    assert_integer(d, PATH("phases", "0", "counters", "tlb.l1i.access"), 5002);
    assert_integer(d, PATH("phases", "0", "ops", "vmalloc", "count"), 3);
    assert_integer(d, PATH("phases", "0", "ops", "vmalloc", "cycles", "min"), 1000);
    assert_integer(d, PATH("phases", "0", "ops", "vmalloc", "cycles", "p50"), 1001);
    assert_integer(d, PATH("phases", "0", "ops", "vmalloc", "cycles", "p90"), 1002);
    assert_integer(d, PATH("phases", "0", "ops", "vmalloc", "cycles", "p99"), 1003);
    assert_integer(d, PATH("phases", "0", "ops", "vmalloc", "cycles", "max"), 1004);
    assert_integer(d, PATH("phases", "0", "ops", "vmalloc", "cycles", "sum"), 1005);
    assert_integer(d, PATH("phases", "0", "ops", "vmalloc", "instructions", "p50"), 501);
    assert_integer(d, PATH("phases", "0", "ops", "vmalloc", "counters", "cycles"), 7001);
    assert_integer(d, PATH("outside", "counters", "cycles"), 4);
    assert_text(d, PATH("expectations", "1", "text"), "expect fault.permission == 0");
    assert_text(d, PATH("expectations", "1", "actual"), "fault.permission = 3");
    ck_assert(json_is_false(at(d, PATH("expectations", "1", "ok"))));
    ck_assert(json_is_true(at(d, PATH("expectations", "0", "ok"))));
    assert_integer(d, PATH("exit"), 1);
    assert_integer(d, PATH("leaked", "areas"), 3);
    assert_integer(d, PATH("leaked", "bytes"), 12096);
    assert_integer(d, PATH("leaks", "0", "line"), 3);
    assert_integer(d, PATH("leaks", "0", "column"), 5);
    assert_text(d, PATH("leaks", "0", "op"), "vmalloc");
    assert_integer(d, PATH("leaks", "1", "areas"), 1);
    assert_integer(d, PATH("leaks", "1", "bytes"), 4096);
    ck_assert(json_is_null(at(d, PATH("exit_reason"))));
    json_decref(d);
    run_result_finish(&result);
}
END_TEST

START_TEST(every_counter_and_machine_key_is_there_in_order)
{
    struct run_result result = results_example();
    json_t *d = write_and_load(&result);
    const json_t *totals = at(d, PATH("totals"));
    void *next = json_object_iter((json_t *)totals);

    ck_assert_uint_eq(json_object_size(totals), COUNTER_COUNT);
    for (unsigned i = 0; i < COUNTER_COUNT; i++) {
        ck_assert_str_eq(json_object_iter_key(next), counter_info(i).name);
        ck_assert_int_eq(json_integer_value(json_object_iter_value(next)), 1000000 + i);
        next = json_object_iter_next((json_t *)totals, next);
    }
    ck_assert_uint_eq(json_object_size(at(d, PATH("machine"))), machine_key_count() + 1);
    json_decref(d);
    run_result_finish(&result);
}
END_TEST

START_TEST(result_of_nothing_is_a_whole_document)
{
    struct run_result result = {.machine = machine_config_default()};
    json_t *d = write_and_load(&result);

    assert_integer(d, PATH("totals", "walk.count"), 0);
    ck_assert(json_is_null(at(d, PATH("workload"))));
    ck_assert(json_is_null(at(d, PATH("leaks"))));
    ck_assert(json_is_null(at(d, PATH("leaked"))));
    ck_assert_uint_eq(json_array_size(at(d, PATH("phases"))), 0);
    json_decref(d);
}
END_TEST

/* Not read back: jansson knows no integers of that size. */
START_TEST(seed_is_written_without_a_sign)
{
    static const struct {
        uint64_t seed;
        const char *member;
    } rows[] = {{UINT64_MAX, "\n  \"seed\": 18446744073709551615,\n  \"elapsed\": 0,"},
                {1ULL << 63, "\n  \"seed\": 9223372036854775808,\n  \"elapsed\": 0,"},
                {INT64_MAX, "\n  \"seed\": 9223372036854775807,\n  \"elapsed\": 0,"}};

    for (unsigned i = 0; i < SUITE_COUNT(rows); i++) {
        struct run_result result = {.machine = machine_config_default(), .seed = rows[i].seed};
        char *text = write_text(&result);

        ck_assert_msg(strstr(text, rows[i].member) != NULL, "%s", text);
        free(text);
    }
}
END_TEST

START_TEST(bytes_that_are_no_text_do_not_break_the_document)
{
    struct run_result result = {.machine = machine_config_default()};

    result.workload = strdup("a\"\\\n\xff\xc3.wl");
    json_t *d = write_and_load(&result);

    assert_text(d, PATH("workload"), "a\"\\\n??.wl");
    json_decref(d);
    run_result_finish(&result);
}
END_TEST

START_TEST(same_result_gives_the_same_bytes)
{
    struct run_result a = results_example(), b = results_example();
    char *text_a = write_text(&a), *text_b = write_text(&b);

    ck_assert_str_eq(text_a, text_b);
    ck_assert_int_eq(text_a[strlen(text_a) - 1], '\n');
    free(text_a);
    free(text_b);
    run_result_finish(&a);
    run_result_finish(&b);
}
END_TEST

START_TEST(full_disk_is_reported)
{
    struct run_result result = results_example();
    FILE *file = fopen("/dev/full", "w");

    setvbuf(file, NULL, _IONBF, 0);
    ck_assert_int_eq(stats_json_write(&result, file), -ENOSPC);
    fclose(file);
    run_result_finish(&result);
}
END_TEST

int main(void)
{
    return suite_run("stats_json",
                     (const TTest *const[]){
                         every_member_is_where_the_schema_says,
                         every_counter_and_machine_key_is_there_in_order,
                         result_of_nothing_is_a_whole_document, seed_is_written_without_a_sign,
                         bytes_that_are_no_text_do_not_break_the_document,
                         same_result_gives_the_same_bytes, full_disk_is_reported, NULL});
}
