/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_json.h"

#include "events.h"
#include "suite.h"

#include <jansson.h>
#include <string.h>

static const struct {
    const char *text;
    size_t max;
    const char *want;
} strings[] = {
    {NULL, 9, "null"},
    {"", 9, "\"\""},
    {"a\"b\\c\n", 9, "\"a\\\"b\\\\c\\u000a\""},
    {"abcdef", 3, "\"abc\""},
    {"ab\xc3\xa9", 3, "\"ab\""},
    {"ab\xc3\xa9", 4, "\"ab\xc3\xa9\""},
};

START_TEST(string_is_escaped_and_cut_between_characters)
{
    struct trace_line line = {0};

    trace_json_string(&line, strings[_i].text, strings[_i].max);
    ck_assert_uint_eq(line.size, strlen(strings[_i].want));
    ck_assert_mem_eq(line.text, strings[_i].want, line.size);
}
END_TEST

/* Any values, also those that no run makes, give one object whose keys are told once. */
START_TEST(event_of_any_kind_and_values_is_valid_json)
{
    struct prng prng = {prng_test_seed(1)};
    struct trace_where *where = trace_where_create(events_header());

    for (unsigned i = 0; i < 50; i++) {
        struct trace_event traced = {events_random(&prng, (unsigned)_i),
                                     (uint32_t)prng_below(&prng, 5),
                                     (uint32_t)prng_below(&prng, 4)};
        struct trace_line line = {0};
        json_error_t error;

        trace_json_event(&line, &traced, events_header(), where);
        json_t *object = json_loadb(line.text, line.size,
                                    JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);

        ck_assert_msg(object != NULL, "%s: %.*s", error.text, (int)line.size, line.text);
        ck_assert_str_eq(json_string_value(json_object_get(object, "event")),
                         event_kind_name((unsigned)_i));
        json_decref(object);
    }
    trace_where_destroy(where);
}
END_TEST

int main(void)
{
    return suite_run_rows("trace_json",
                          (const struct suite_test[]){
                              {string_is_escaped_and_cut_between_characters, SUITE_COUNT(strings)},
                              {event_of_any_kind_and_values_is_valid_json, EVENT_KIND_COUNT},
                              {NULL, 0}});
}
