/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workload_support.h"

START_TEST(script_without_settings_gets_the_defaults)
{
    struct workload *workload = support_compile("");

    ck_assert_ptr_null(workload->machine);
    ck_assert_uint_eq(workload->cpus, 1);
    ck_assert_uint_eq(workload->allocator, PROGRAM_ALLOCATOR_AUGMENTED);
    ck_assert_uint_eq(workload->shootdown, PROGRAM_SHOOTDOWN_BROADCAST);
    ck_assert_uint_eq(workload->lazy, 1);
    ck_assert_uint_eq(workload->seed, 1);
    workload_destroy(workload);
}
END_TEST

static const char everything[] = "machine \"a b.ini\"\nset tlb.l2.entries 4\nset x.y = z,1\n"
                                 "cpus 3; allocator nodes; shootdown full; lazy off; seed 9; "
                                 "memory_nodes 8";

START_TEST(settings_of_the_script_are_taken)
{
    struct workload *workload = support_compile(everything);

    ck_assert_str_eq(workload->machine, "a b.ini");
    ck_assert_uint_eq(workload->set_count, 2);
    ck_assert_str_eq(workload->sets[0].key, "tlb.l2.entries");
    ck_assert_str_eq(workload->sets[0].value, "4");
    ck_assert_str_eq(workload->sets[1].value, "z,1");
    ck_assert_uint_eq(workload->sets[1].line, 3);
    ck_assert_uint_eq(workload->cpus, 3);
    ck_assert_uint_eq(workload->allocator, PROGRAM_ALLOCATOR_NODES);
    ck_assert_uint_eq(workload->shootdown, PROGRAM_SHOOTDOWN_FULL);
    ck_assert_uint_eq(workload->lazy, 0);
    ck_assert_uint_eq(support_header(workload)->seed, 9);
    ck_assert_uint_eq(support_header(workload)->lazy, 0);
    ck_assert_uint_eq(support_header(workload)->memory_nodes, 8);
    workload_destroy(workload);
}
END_TEST

START_TEST(number_of_memory_nodes_is_checked)
{
    ck_assert_str_eq(support_error("memory_nodes 0"),
                     "1:14: found 0 memory nodes, expected 1 to 8");
    ck_assert_str_eq(support_error("memory_nodes 9"),
                     "1:14: found 9 memory nodes, expected 1 to 8");
    ck_assert_str_eq(support_error("memory_nodes 2; memory_nodes 2"),
                     "1:17: `memory_nodes` was set already, in line 1");
}
END_TEST

START_TEST(command_line_wins)
{
    const uint64_t seed = 0;
    const struct workload_options options = {.cpus = 2,
                                             .allocator = PROGRAM_ALLOCATOR_VMLIST,
                                             .shootdown = PROGRAM_SHOOTDOWN_IPI,
                                             .lazy = 1,
                                             .seed = &seed};
    struct workload *workload = support_compile_with(everything, &options);
    const struct program_header *header = support_header(workload);

    ck_assert_uint_eq(workload->cpus, 2);
    ck_assert_uint_eq(header->stream_count, 2);
    ck_assert_uint_eq(header->allocator, PROGRAM_ALLOCATOR_VMLIST);
    ck_assert_uint_eq(header->shootdown, PROGRAM_SHOOTDOWN_IPI);
    ck_assert_uint_eq(header->lazy, 1);
    ck_assert_uint_eq(header->seed, 0);
    workload_destroy(workload);
}
END_TEST

START_TEST(fewer_cores_than_a_script_names_is_an_error)
{
    const struct workload_options options = {.cpus = 2, .lazy = -1};

    ck_assert_str_eq(support_error_with("cpus 4\nphase a on 3 { }", &options),
                     "2:12: found core 3, expected a number below 2: cpus is 2");
}
END_TEST

START_TEST(laziness_is_overridden_both_ways)
{
    for (int lazy = 0; lazy < 2; lazy++) {
        const struct workload_options options = {.lazy = lazy};
        struct workload *workload =
            support_compile_with(lazy != 0 ? "lazy off" : "lazy on", &options);

        ck_assert_uint_eq(workload->lazy, (unsigned)lazy);
        workload_destroy(workload);
    }
}
END_TEST

static struct workload_options defines(const struct workload_define *define, size_t count)
{
    return (struct workload_options){.lazy = -1, .defines = define, .define_count = count};
}

START_TEST(define_changes_a_parameter)
{
    const struct workload_define define[] = {{"N", "3"}, {"N", "2 * BASE + 1K"}};
    const struct workload_options options = defines(define, 2);
    struct workload *workload =
        support_compile_with("BASE = 10; param N = 1; seed N + 1", &options);

    ck_assert_uint_eq(workload->seed, 1045);
    workload_destroy(workload);
}
END_TEST

static void check_bad_define(const char *name, const char *value, const char *file,
                             const char *message)
{
    const struct workload_define define = {name, value};
    const struct workload_options options = defines(&define, 1);
    struct workload *workload = NULL;
    struct workload_error error;
    static const char script[] = "param N = 1; M = 2";

    ck_assert_int_eq(
        workload_parse("x.wl", script, sizeof(script) - 1, &options, &workload, &error), -22);
    ck_assert_str_eq(error.file, file);
    ck_assert_str_eq(error.message, message);
}

START_TEST(bad_define_is_refused)
{
    check_bad_define("M", "3", "x.wl", "--define M: the script has no `param M = DEFAULT`");
    check_bad_define("N", "3x", "--define N=3x",
                     "found `3x`, expected a number: decimal or 0x..., then perhaps K, M or G");
    check_bad_define("N", "", "--define N=", "found end of file, expected an expression");
    check_bad_define("N", "1 2", "--define N=1 2", "found `2`, expected the end of the expression");
    check_bad_define("N", "cpu", "--define N=cpu",
                     "expected a constant; cpu is known only during the run");
    check_bad_define("N", "M", "--define N=M", "unknown name `M`");
}
END_TEST

START_TEST(too_many_cores_on_the_command_line_are_refused)
{
    const struct workload_options options = {.cpus = 65, .lazy = -1};

    ck_assert_str_eq(support_error_with("", &options), "0:0: --cpus 65: expected 1 to 64");
}
END_TEST

int main(void)
{
    return support_main(
        "settings",
        (const TTest *const[]){
            script_without_settings_gets_the_defaults, settings_of_the_script_are_taken,
            number_of_memory_nodes_is_checked, command_line_wins, laziness_is_overridden_both_ways,
            fewer_cores_than_a_script_names_is_an_error, define_changes_a_parameter,
            bad_define_is_refused, too_many_cores_on_the_command_line_are_refused, NULL});
}
