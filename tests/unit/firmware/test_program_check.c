/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The validator: one good program with every op, each single mistake, and
 * 50,000 damaged copies, of which whatever passes must hold what an
 * interpreter trusts.
 */
#include "run/program_check.h"

#include "mutate.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define INSNS (PROGRAM_OP_COUNT + 1)

/* One of everything, in the order of the format. */
static struct image {
    struct program_header header;
    struct program_stream streams[2];
    struct program_insn insns[INSNS];
    struct program_site sites[2];
    struct program_array arrays[2];
    struct program_table tables[2];
    uint64_t weights[3];
    char strings[8];
} image;

static struct program program;
static struct program_error error;

static struct program_insn *insn(unsigned op)
{
    return &image.insns[op];
}

static void build_header(void)
{
    image.header = (struct program_header){
        .magic = PROGRAM_MAGIC,
        .version = PROGRAM_VERSION,
        .size = sizeof(image),
        .allocator = PROGRAM_ALLOCATOR_AUGMENTED,
        .shootdown = PROGRAM_SHOOTDOWN_BROADCAST,
        .lazy = 1,
        .phase_count = 1,
        .stream_count = 2,
        .stream_offset = offsetof(struct image, streams),
        .insn_count = INSNS,
        .insn_offset = offsetof(struct image, insns),
        .site_count = 2,
        .site_offset = offsetof(struct image, sites),
        .array_count = 2,
        .array_offset = offsetof(struct image, arrays),
        .table_count = 2,
        .table_offset = offsetof(struct image, tables),
        .weight_count = 3,
        .weight_offset = offsetof(struct image, weights),
        .lock_count = 1,
        .string_size = sizeof(image.strings),
        .string_offset = offsetof(struct image, strings),
        .shared_slots = 2,
        .own_slots = 4,
        .barrier_count = 1,
    };
}

/* Instruction i is op i, and END is also the last one. Slot 0 is always right. */
static void build(void)
{
    memset(&image, 0, sizeof(image));
    build_header();
    image.streams[1].entry = INSNS - 1;
    image.tables[0] = (struct program_table){.first = 0, .count = 2};
    image.tables[1] = (struct program_table){.first = 2, .count = 1};
    image.weights[1] = image.weights[2] = 1;
    image.arrays[0].length = PROGRAM_MAX_ARRAY;
    image.arrays[1] = (struct program_array){.length = 1, .own = 1};
    for (unsigned op = 0; op < PROGRAM_OP_COUNT; op++) {
        insn(op)->op = (uint16_t)op;
    }
    insn(PROGRAM_OP_BARRIER)->flags = 2;
    ck_assert_msg(program_check(&image, sizeof(image), &program, &error), "%s", error.text);
}

static bool accepted(void)
{
    return program_check(&image, sizeof(image), &program, &error);
}

START_TEST(good_program_gives_its_sections)
{
    ck_assert(accepted());
    ck_assert_ptr_eq(program.header, &image.header);
    ck_assert_ptr_eq(program.streams, image.streams);
    ck_assert_ptr_eq(program.insns, image.insns);
    ck_assert_ptr_eq(program.sites, image.sites);
    ck_assert_ptr_eq(program.arrays, image.arrays);
    ck_assert_ptr_eq(program.tables, image.tables);
    ck_assert_ptr_eq(program.weights, image.weights);
}
END_TEST

START_TEST(padding_after_the_program_is_ignored)
{
    image.header.size = sizeof(image) - sizeof(image.strings);
    image.header.string_size = 0;
    ck_assert(accepted());
}
END_TEST

START_TEST(program_without_streams_is_accepted)
{
    image.header.stream_count = 0;
    insn(PROGRAM_OP_BARRIER)->op = PROGRAM_OP_END;
    insn(PROGRAM_OP_BARRIER)->flags = 0;
    ck_assert(accepted());
    image.header.insn_count = 0;
    ck_assert(accepted());
}
END_TEST

#define HEADER_MISTAKE(field, wrong)                                                               \
    {                                                                                              \
        offsetof(struct program_header, field), wrong                                              \
    }
/* 32-bit fields of the header, each with a value that must not pass. */
static const struct {
    size_t offset;
    uint32_t value;
} header_mistakes[] = {
    HEADER_MISTAKE(magic, 0),
    HEADER_MISTAKE(version, 0),
    HEADER_MISTAKE(version, PROGRAM_VERSION + 1),
    HEADER_MISTAKE(size, 0),
    HEADER_MISTAKE(size, sizeof(struct program_header) - 1),
    HEADER_MISTAKE(size, sizeof(struct image) - 1),
    HEADER_MISTAKE(size, sizeof(struct image) + 1),
    HEADER_MISTAKE(allocator, 0),
    HEADER_MISTAKE(allocator, 6),
    HEADER_MISTAKE(shootdown, 0),
    HEADER_MISTAKE(shootdown, 5),
    HEADER_MISTAKE(lazy, 2),
    HEADER_MISTAKE(memory_nodes, PROGRAM_MAX_NODES + 1),
    HEADER_MISTAKE(phase_count, 0),
    HEADER_MISTAKE(stream_count, PROGRAM_MAX_CPUS + 1),
    HEADER_MISTAKE(stream_count, 1), /* the barrier asks for two cores */
    HEADER_MISTAKE(stream_offset, 0),
    HEADER_MISTAKE(stream_offset, sizeof(struct program_header) + 4),
    HEADER_MISTAKE(stream_offset, 0xfffffff8),
    HEADER_MISTAKE(insn_count, 0),
    HEADER_MISTAKE(insn_count, INSNS - 1), /* ends in an op that goes on */
    HEADER_MISTAKE(insn_count, 0x80000000),
    HEADER_MISTAKE(insn_offset, offsetof(struct image, sites)),
    HEADER_MISTAKE(site_count, 0),
    HEADER_MISTAKE(site_count, 0x10000000),
    HEADER_MISTAKE(site_offset, 4),
    HEADER_MISTAKE(array_count, 0),
    HEADER_MISTAKE(array_count, 0x20000000),
    HEADER_MISTAKE(array_offset, 4),
    HEADER_MISTAKE(table_count, 0),
    HEADER_MISTAKE(table_count, 0x20000000),
    HEADER_MISTAKE(table_offset, 4),
    HEADER_MISTAKE(weight_count, 2),
    HEADER_MISTAKE(weight_count, 0x20000000),
    HEADER_MISTAKE(weight_offset, 4),
    HEADER_MISTAKE(lock_count, 0),
    HEADER_MISTAKE(string_size, sizeof(image.strings) + 1),
    HEADER_MISTAKE(string_offset, 0xffffffff),
    HEADER_MISTAKE(shared_slots, PROGRAM_MAX_SLOTS + 1),
    HEADER_MISTAKE(own_slots, 0),
    HEADER_MISTAKE(own_slots, 1), /* vmalloc needs two */
    HEADER_MISTAKE(own_slots, PROGRAM_MAX_SLOTS + 1),
    HEADER_MISTAKE(barrier_count, 0),
};

START_TEST(wrong_header_field_is_refused)
{
    memcpy((char *)&image.header + header_mistakes[_i].offset, &header_mistakes[_i].value,
           sizeof(header_mistakes[_i].value));
    ck_assert(!accepted());
    ck_assert_uint_gt(strlen(error.text), 0);
}
END_TEST

START_TEST(short_blob_is_refused)
{
    for (size_t size = 0; size < sizeof(image); size++) {
        ck_assert(!program_check(&image, size, &program, &error));
    }
}
END_TEST

START_TEST(unterminated_strings_are_refused)
{
    image.strings[sizeof(image.strings) - 1] = 'x';
    ck_assert(!accepted());
}
END_TEST

START_TEST(stream_that_begins_outside_is_refused)
{
    image.streams[1].entry = INSNS;
    ck_assert(!accepted());
}
END_TEST

START_TEST(array_of_a_bad_shape_is_refused)
{
    static const struct program_array bad[] = {
        {.length = 0}, {.length = PROGRAM_MAX_ARRAY + 1}, {.length = 1, .own = 2}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        image.arrays[1] = bad[i];
        ck_assert(!accepted());
    }
}
END_TEST

START_TEST(table_that_nothing_can_be_drawn_from_is_refused)
{
    static const struct program_table bad[] = {{0, 0}, {2, 2}, {0xffffffff, 2}, {0, 1}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        image.tables[1] = bad[i];
        ck_assert(!accepted());
    }
}
END_TEST

/* Used operands must name a slot, unused ones must be zero. */
static const struct {
    uint8_t op;
    char used[5]; /* of d, a, b, c */
} operands[] = {
    {PROGRAM_OP_END, ""},
    {PROGRAM_OP_LDI, "d"},
    {PROGRAM_OP_MOV, "da"},
    {PROGRAM_OP_ADD, "dab"},
    {PROGRAM_OP_SUB, "dab"},
    {PROGRAM_OP_MUL, "dab"},
    {PROGRAM_OP_DIV, "dab"},
    {PROGRAM_OP_MOD, "dab"},
    {PROGRAM_OP_RANDOM, "dab"},
    {PROGRAM_OP_CPU, "d"},
    {PROGRAM_OP_JUMP, ""},
    {PROGRAM_OP_JZ, "a"},
    {PROGRAM_OP_BARRIER, ""},
    {PROGRAM_OP_VMALLOC, "da"},
    {PROGRAM_OP_VFREE, "a"},
    {PROGRAM_OP_TOUCH, "abc"},
    {PROGRAM_OP_LOAD, "da"},
    {PROGRAM_OP_STORE, "ab"},
    {PROGRAM_OP_EXEC, "a"},
    {PROGRAM_OP_PROTECT, "a"},
    {PROGRAM_OP_TLBI, "a"},
    {PROGRAM_OP_PURGE, ""},
    {PROGRAM_OP_PURGE_LOCAL, ""},
    {PROGRAM_OP_LT, "dab"},
    {PROGRAM_OP_JNZ, "a"},
    {PROGRAM_OP_GET, "da"},
    {PROGRAM_OP_PUT, "abc"},
    {PROGRAM_OP_SHUFFLE, ""},
    {PROGRAM_OP_PICK, "d"},
    {PROGRAM_OP_LOCK, ""},
    {PROGRAM_OP_UNLOCK, ""},
    {PROGRAM_OP_MASK, ""},
    {PROGRAM_OP_UNMASK, ""},
    {PROGRAM_OP_SPIN, "a"},
    {PROGRAM_OP_KMALLOC, "da"},
    {PROGRAM_OP_KFREE, "a"},
    {PROGRAM_OP_KVMALLOC, "da"},
    {PROGRAM_OP_KVFREE, "a"},
    {PROGRAM_OP_SLAB_SHRINK, ""},
    {PROGRAM_OP_ALLOC_PAGES, "da"},
    {PROGRAM_OP_FREE_PAGES, "ab"},
    {PROGRAM_OP_SPLIT_PAGE, "ab"},
    {PROGRAM_OP_ALLOC_PAGES_BULK, "da"},
    {PROGRAM_OP_FREE_PAGES_BULK, "ab"},
    {PROGRAM_OP_FREE_PAGE_COUNT, "d"},
    {PROGRAM_OP_FAIL_PAGE, "a"},
    {PROGRAM_OP_FAIL_SLAB, "a"},
    {PROGRAM_OP_VREALLOC, "dab"},
    {PROGRAM_OP_VREAD, "dabc"},
    {PROGRAM_OP_VMALLOC_TO_PAGE, "da"},
    {PROGRAM_OP_IS_VMALLOC_ADDR, "da"},
    {PROGRAM_OP_REMAP, "dabc"},
    {PROGRAM_OP_UNMAP, "a"},
};

static uint16_t *operand(struct program_insn *in, char name)
{
    switch (name) {
    case 'd':
        return &in->dst;
    case 'a':
        return &in->a;
    case 'b':
        return &in->b;
    default:
        return &in->c;
    }
}

START_TEST(operands_are_slots_or_zero)
{
    static const uint16_t good[] = {0, 2, PROGRAM_SHARED};
    static const uint16_t bad[] = {4, 0x7fff, PROGRAM_SHARED | 2, 0xffff};
    for (const char *name = "dabc"; *name != '\0'; name++) {
        uint16_t *field = operand(insn(operands[_i].op), *name);
        const bool used = strchr(operands[_i].used, *name) != NULL;
        for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
            *field = good[i];
            ck_assert_msg(accepted() == (used || good[i] == 0), "%c = %x", *name, good[i]);
        }
        for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
            *field = bad[i];
            ck_assert_msg(!accepted(), "%c = %x", *name, bad[i]);
        }
        *field = 0;
    }
}
END_TEST

START_TEST(operand_that_may_be_left_out_is_checked_when_it_is_there)
{
    struct program_insn *in = insn(PROGRAM_OP_VMALLOC);
    const uint16_t flags[] = {PROGRAM_WITH_B, PROGRAM_WITH_C};
    for (unsigned i = 0; i < 2; i++) {
        uint16_t *field = i == 0 ? &in->b : &in->c;
        *field = 3;
        ck_assert(!accepted());
        in->flags = flags[i];
        ck_assert(accepted());
        *field = 4;
        ck_assert(!accepted());
        *field = 0;
        in->flags = 0;
    }
}
END_TEST

START_TEST(second_destination_stays_in_its_array)
{
    insn(PROGRAM_OP_VMALLOC)->dst = 2;
    ck_assert(accepted());
    insn(PROGRAM_OP_VMALLOC)->dst = 3;
    ck_assert(!accepted());
    image.header.own_slots = PROGRAM_MAX_SLOTS;
    insn(PROGRAM_OP_VMALLOC)->dst = 0x7fff;
    ck_assert(!accepted());
    insn(PROGRAM_OP_VMALLOC)->dst = 0xffff;
    image.header.shared_slots = PROGRAM_MAX_SLOTS;
    ck_assert(!accepted());
}
END_TEST

static const struct {
    uint8_t op;
    uint16_t flags;
    uint64_t imm;
    bool ok;
} immediates[] = {
    {PROGRAM_OP_LDI, 0, UINT64_MAX, true},
    {PROGRAM_OP_JUMP, 0, INSNS - 1, true},
    {PROGRAM_OP_JUMP, 0, INSNS, false},
    {PROGRAM_OP_JUMP, 0, UINT64_C(1) << 32, false},
    {PROGRAM_OP_JZ, 0, INSNS, false},
    {PROGRAM_OP_JNZ, 0, INSNS, false},
    {PROGRAM_OP_GET, 1, 1, true},
    {PROGRAM_OP_GET, 2, 1, false},
    {PROGRAM_OP_GET, 0, 2, false},
    {PROGRAM_OP_PUT, 0, 1, true},
    {PROGRAM_OP_PUT, 1, 1, false},
    {PROGRAM_OP_PUT, 0, 2, false},
    {PROGRAM_OP_SHUFFLE, 0, 2, false},
    {PROGRAM_OP_PICK, 0, 1, true},
    {PROGRAM_OP_PICK, 0, 2, false},
    {PROGRAM_OP_LOCK, 0, 1, false},
    {PROGRAM_OP_UNLOCK, 0, 1, false},
    {PROGRAM_OP_BARRIER, 0, 0, false},
    {PROGRAM_OP_BARRIER, 1, 0, true},
    {PROGRAM_OP_BARRIER, 3, 0, false},
    {PROGRAM_OP_BARRIER, 1, 1, false},
    {PROGRAM_OP_PHASE_BEGIN, 0, 1, false},
    {PROGRAM_OP_PHASE_END, 0, 1, false},
    {PROGRAM_OP_TOUCH, PROGRAM_TOUCH_WRITE, 0, true},
    {PROGRAM_OP_TOUCH, 2, 0, false},
    {PROGRAM_OP_PROTECT, 2, 0, true},
    {PROGRAM_OP_PROTECT, 3, 0, false},
    {PROGRAM_OP_TLBI, 0, PROGRAM_TLBI_COUNT - 1, true},
    {PROGRAM_OP_TLBI, 0, PROGRAM_TLBI_COUNT, false},
    {PROGRAM_OP_LOAD, PROGRAM_EXPECT_FAULT, PROGRAM_FAULT(PROGRAM_FAULT_EXTERNAL, 3), true},
    {PROGRAM_OP_LOAD, PROGRAM_EXPECT_FAULT, PROGRAM_FAULT(0, PROGRAM_LEVEL_ANY), true},
    {PROGRAM_OP_LOAD, PROGRAM_EXPECT_FAULT, PROGRAM_FAULT(0, 4), false},
    {PROGRAM_OP_LOAD, PROGRAM_EXPECT_FAULT, PROGRAM_FAULT(7, 0), false},
    {PROGRAM_OP_LOAD, PROGRAM_EXPECT_FAULT, UINT64_C(1) << 16, false},
    {PROGRAM_OP_LOAD, PROGRAM_EXPECT_VALUE, 0, true},
    {PROGRAM_OP_LOAD, 3, 0, false},
    {PROGRAM_OP_LOAD, 4, 0, false},
    {PROGRAM_OP_STORE, PROGRAM_EXPECT_FAULT, PROGRAM_FAULT(PROGRAM_FAULT_PERMISSION, 3), true},
    {PROGRAM_OP_STORE, PROGRAM_EXPECT_VALUE, 0, false},
    {PROGRAM_OP_EXEC, PROGRAM_EXPECT_VALUE, 0, false},
    {PROGRAM_OP_VMALLOC, 0x3f, 0, true},
    {PROGRAM_OP_VMALLOC, 0x40, 0, false},
    {PROGRAM_OP_VMALLOC, PROGRAM_WITH_B | PROGRAM_WITH_C | 1, 0, true},
    {PROGRAM_OP_VMALLOC, PROGRAM_WITH_B | 0x40, 0, false},
    {PROGRAM_OP_VMALLOC, 0, 1, false},
    {PROGRAM_OP_VFREE, PROGRAM_WITH_B, 0, false},
    {PROGRAM_OP_VFREE, PROGRAM_WITH_C, 0, false},
};

START_TEST(flags_and_immediates_are_checked)
{
    insn(immediates[_i].op)->flags = immediates[_i].flags;
    insn(immediates[_i].op)->imm = immediates[_i].imm;
    ck_assert_int_eq(accepted(), immediates[_i].ok);
}
END_TEST

START_TEST(op_without_site_is_refused)
{
    insn(PROGRAM_OP_LDI)->site = 2;
    ck_assert(accepted()); /* nothing that a script asked for */
    insn(PROGRAM_OP_VFREE)->site = 2;
    ck_assert(!accepted());
    ck_assert_ptr_nonnull(strstr(error.text, "vfree"));
}
END_TEST

START_TEST(unknown_op_is_refused)
{
    insn(PROGRAM_OP_LDI)->op = PROGRAM_OP_COUNT;
    ck_assert(!accepted());
    insn(PROGRAM_OP_LDI)->op = 0xffff;
    ck_assert(!accepted());
}
END_TEST

/* What the interpreter will read, it may read: a sanitizer watches. */
static uint64_t read_everything(const struct program *p)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < p->header->stream_count; i++) {
        sum += p->insns[p->streams[i].entry].op;
    }
    for (uint32_t i = 0; i < p->header->insn_count; i++) {
        const struct program_insn *in = &p->insns[i];
        if (in->op == PROGRAM_OP_JUMP || in->op == PROGRAM_OP_JZ) {
            sum += p->insns[in->imm].op;
        }
        if (in->op >= PROGRAM_OP_VMALLOC) {
            sum += p->sites[in->site].line;
        }
    }
    return sum;
}

START_TEST(damaged_program_is_refused_or_sound)
{
    uint64_t state = mutate_seed("program_check");
    unsigned passed = 0;
    for (unsigned i = 0; i < 50000; i++) {
        size_t size;
        uint8_t *copy = mutate_copy(&state, &image, sizeof(image), &size);
        if (program_check(copy, size, &program, &error)) {
            ck_assert_uint_lt(read_everything(&program), UINT64_MAX);
            passed++;
        }
        free(copy);
    }
    ck_assert_uint_gt(passed, 500); /* some damage is harmless */
    ck_assert_uint_lt(passed, 40000);
}
END_TEST

static void add_loops(TCase *tcase)
{
    tcase_add_loop_test(tcase, wrong_header_field_is_refused, 0,
                        sizeof(header_mistakes) / sizeof(*header_mistakes));
    tcase_add_test(tcase, operand_that_may_be_left_out_is_checked_when_it_is_there);
    tcase_add_loop_test(tcase, operands_are_slots_or_zero, 0, sizeof(operands) / sizeof(*operands));
    tcase_add_loop_test(tcase, flags_and_immediates_are_checked, 0,
                        sizeof(immediates) / sizeof(*immediates));
}

int main(void)
{
    Suite *suite = suite_create("program_check");
    TCase *tcase = tcase_create("program_check");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, build, NULL);
    tcase_add_test(tcase, good_program_gives_its_sections);
    tcase_add_test(tcase, padding_after_the_program_is_ignored);
    tcase_add_test(tcase, program_without_streams_is_accepted);
    tcase_add_test(tcase, short_blob_is_refused);
    tcase_add_test(tcase, unterminated_strings_are_refused);
    tcase_add_test(tcase, stream_that_begins_outside_is_refused);
    tcase_add_test(tcase, array_of_a_bad_shape_is_refused);
    tcase_add_test(tcase, table_that_nothing_can_be_drawn_from_is_refused);
    tcase_add_test(tcase, second_destination_stays_in_its_array);
    tcase_add_test(tcase, op_without_site_is_refused);
    tcase_add_test(tcase, unknown_op_is_refused);
    tcase_add_test(tcase, damaged_program_is_refused_or_sound);
    add_loops(tcase);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
