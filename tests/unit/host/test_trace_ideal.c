/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_ideal.h"

#include "suite.h"

/* Uses nodes as the digits of a text say and tells which of 0..9 are held then. */
static void run(struct trace_ideal *ideal, struct trace_ideal_node *nodes, const char *uses,
                char *ret_held)
{
    for (; *uses != '\0'; uses++) {
        if (*uses == '-') {
            trace_ideal_drop(ideal, &nodes[*++uses - '0']);
        } else {
            trace_ideal_use(ideal, &nodes[*uses - '0']);
        }
    }
    for (int i = 0; i < 10; i++) {
        if (nodes[i].held) {
            *ret_held++ = (char)('0' + i);
        }
    }
    *ret_held = '\0';
}

static const struct {
    const char *uses;
    bool follows_use;
    const char *held;
} cases[] = {
    {"12", false, "12"},    {"1234", false, "234"},  {"12314", false, "234"},
    {"12314", true, "134"}, {"123-24", true, "134"}, {"123-2-2415", true, "145"},
    {"-1", true, ""},
};

START_TEST(ideal_keeps_the_newest_three)
{
    struct trace_ideal ideal = {.capacity = 3, .follows_use = cases[_i].follows_use};
    struct trace_ideal_node nodes[10] = {0};
    char held[11];

    run(&ideal, nodes, cases[_i].uses, held);
    ck_assert_str_eq(held, cases[_i].held);
}
END_TEST

START_TEST(ideal_without_room_keeps_nothing)
{
    struct trace_ideal ideal = {.capacity = 0};
    struct trace_ideal_node nodes[10] = {0};
    char held[11];

    run(&ideal, nodes, "12", held);
    ck_assert_str_eq(held, "");
}
END_TEST

int main(void)
{
    return suite_run_rows("trace_ideal", (const struct suite_test[]){
                                             {ideal_keeps_the_newest_three, SUITE_COUNT(cases)},
                                             {ideal_without_room_keeps_nothing, 0},
                                             {NULL, 0}});
}
