/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs as firmware/abi/program.h lays them out. */
#include "workload_support.h"

#include <stdio.h>
#include <string.h>

static const char two_phases[] = "cpus 64; seed 5; phase first { barrier } phase second on 7 "
                                 "{ repeat 2 { purge } }";

START_TEST(sections_follow_one_another)
{
    struct workload *workload = support_compile(two_phases);
    const struct program_header *h = support_header(workload);

    ck_assert_uint_eq(h->magic, PROGRAM_MAGIC);
    ck_assert_uint_eq(h->version, PROGRAM_VERSION);
    ck_assert_uint_eq(h->size, workload->program_size);
    ck_assert_uint_eq(h->size % 8, 0);
    ck_assert_uint_eq(h->stream_offset, sizeof(*h));
    ck_assert_uint_eq(h->insn_offset, h->stream_offset + 64 * sizeof(struct program_stream));
    ck_assert_uint_eq(h->site_offset, h->insn_offset + h->insn_count * sizeof(struct program_insn));
    ck_assert_uint_eq(h->array_offset,
                      h->site_offset + h->site_count * sizeof(struct program_site));
    ck_assert_uint_eq(h->string_offset, h->array_offset);
    ck_assert_uint_eq(h->string_size, sizeof("first") + sizeof("second"));
    ck_assert_mem_eq(workload->program + h->string_offset, "first\0second", 13);
    ck_assert_uint_eq(h->phase_count, 2);
    ck_assert_uint_eq(h->barrier_count, 2);
    workload_destroy(workload);
}
END_TEST

START_TEST(arrays_follow_the_sites)
{
    struct workload *workload = support_compile(
        "array a[5]; array b[6] on all; phase p on 0 { for x in b shuffled { purge } }");
    const struct program_header *h = support_header(workload);
    static const struct program_array expected[] = {{5, 0}, {6, 1}, {6, 1}};

    ck_assert_uint_eq(h->array_count, 3);
    ck_assert_mem_eq(workload->program + h->array_offset, expected, sizeof(expected));
    ck_assert_uint_eq(h->string_offset, h->array_offset + sizeof(expected));
    workload_destroy(workload);
}
END_TEST

START_TEST(weights_are_sums_behind_their_tables)
{
    struct workload *workload = support_compile(
        "phase p { n = zipf(1, 3); n = weighted(2: 5, 0: 6, 7: 8); critical { } critical b { } }");
    const struct program_header *h = support_header(workload);
    static const struct program_table tables[] = {{0, 3}, {3, 3}};
    static const uint64_t weights[] = {1099511627776, 1649267441664, 2015771317589, 2, 2, 9};

    ck_assert_uint_eq(h->table_count, 2);
    ck_assert_mem_eq(workload->program + h->table_offset, tables, sizeof(tables));
    ck_assert_uint_eq(h->weight_count, 6);
    ck_assert_mem_eq(workload->program + h->weight_offset, weights, sizeof(weights));
    ck_assert_uint_eq(h->lock_count, 2);
    workload_destroy(workload);
}
END_TEST

START_TEST(cores_that_do_the_same_share_a_stream)
{
    struct workload *workload = support_compile(two_phases);
    const struct program_header *h = support_header(workload);
    const struct program_insn *others = support_insn(workload, 1, 0);

    ck_assert_uint_eq(h->stream_count, 64);
    for (unsigned core = 0; core < 64; core++) {
        ck_assert((support_insn(workload, core, 0) == others) == (core != 0 && core != 7));
    }
    ck_assert_uint_lt(h->size, 2048);
    workload_destroy(workload);
}
END_TEST

START_TEST(jumps_stay_in_their_stream)
{
    struct workload *workload = support_compile(two_phases);
    const struct program_header *h = support_header(workload);
    const struct program_insn *insns =
        (const struct program_insn *)(workload->program + h->insn_offset);
    unsigned jumps = 0;

    for (unsigned i = 0; support_insn(workload, 7, i)->op != PROGRAM_OP_END; i++) {
        const struct program_insn *insn = support_insn(workload, 7, i);

        if (insn->op == PROGRAM_OP_JNZ) {
            ck_assert_uint_eq(insns[insn->imm].op, PROGRAM_OP_PURGE);
            ck_assert(&insns[insn->imm] < insn);
            jumps++;
        } else if (insn->op == PROGRAM_OP_JZ) {
            ck_assert(&insns[insn->imm] > insn);
            ck_assert_uint_eq(insns[insn->imm].op, PROGRAM_OP_BARRIER);
            jumps++;
        }
    }
    ck_assert_uint_eq(jumps, 2);
    workload_destroy(workload);
}
END_TEST

START_TEST(same_script_gives_the_same_bytes)
{
    struct workload *a = support_compile(two_phases), *b = support_compile(two_phases);

    ck_assert_uint_eq(a->program_size, b->program_size);
    ck_assert_mem_eq(a->program, b->program, a->program_size);
    workload_destroy(a);
    workload_destroy(b);
}
END_TEST

START_TEST(program_of_many_long_streams_is_refused)
{
    static char script[4 << 20];
    char *end = script + sprintf(script, "cpus 6; phase a {\n");

    for (unsigned core = 0; core < 6; core++) {
        end += sprintf(end, "on %u { x%u = 1 }\n", core, core);
    }
    for (unsigned i = 0; i < 200000; i++) {
        end += sprintf(end, "purge\n");
    }
    strcpy(end, "}");
    ck_assert_str_eq(support_error(script),
                     "0:0: program too big: at most 1048576 instructions for all cores together");
}
END_TEST

int main(void)
{
    return support_main("program_image",
                        (const TTest *const[]){sections_follow_one_another, arrays_follow_the_sites,
                                               weights_are_sums_behind_their_tables,
                                               cores_that_do_the_same_share_a_stream,
                                               jumps_stay_in_their_stream,
                                               same_script_gives_the_same_bytes,
                                               program_of_many_long_streams_is_refused, NULL});
}
