/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device tree reader on a good tree, and on 50,000 damaged ones: it must
 * end, and a sanitizer must see no byte read outside the blob.
 */
#include "dev/fdt.h"

#include "dev/board.h"
#include "mutate.h"
#include "virt_tree.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static uint64_t blob[VIRT_TREE_MAX / sizeof(uint64_t)];
static uint32_t blob_size;
static struct fdt fdt;

static void build(void)
{
    blob_size = virt_tree_build(blob);
    ck_assert(fdt_init(&fdt, blob, blob_size));
}

/* The first node of that name; fails the test if there is none. */
static struct fdt_node find(const char *name)
{
    struct fdt_node node;
    for (bool more = fdt_first(&fdt, &node); more; more = fdt_next(&fdt, &node)) {
        if (strcmp(node.name, name) == 0) {
            return node;
        }
    }
    ck_abort_msg("no node %s", name);
}

START_TEST(walk_visits_parents_before_children)
{
    static const struct {
        const char *name;
        unsigned depth;
    } expected[] = {
        {"", 0},
        {"psci", 1},
        {"memory@40000000", 1},
        {"memory@880000000", 1},
        {"reserved-memory", 1},
        {"buffer@41000000", 2},
        {"pl011@9000000", 1},
        {"pl011@9040000", 1},
        {"probe@c000000", 1},
        {"intc@8000000", 1},
        {"cpus", 1},
        {"cpu@0", 2},
        {"cpu@1", 2},
        {"cpu@2", 2},
        {"cpu@100", 2},
        {"chosen", 1},
    };
    size_t count = 0;
    struct fdt_node node;
    for (bool more = fdt_first(&fdt, &node); more; more = fdt_next(&fdt, &node)) {
        ck_assert_uint_lt(count, sizeof(expected) / sizeof(*expected));
        ck_assert_str_eq(node.name, expected[count].name);
        ck_assert_uint_eq(node.depth, expected[count].depth);
        count++;
    }
    ck_assert_uint_eq(count, sizeof(expected) / sizeof(*expected));
}
END_TEST

START_TEST(property_belongs_to_its_node)
{
    struct fdt_value value;
    const struct fdt_node cpus = find("cpus");
    ck_assert(fdt_node_property(&fdt, &cpus, "#size-cells", &value));
    ck_assert(!fdt_node_property(&fdt, &cpus, "device_type", &value)); /* its children's */
    const struct fdt_node psci = find("psci");
    ck_assert(fdt_node_property(&fdt, &psci, "method", &value));
    ck_assert_uint_eq(value.size, sizeof("hvc"));
    ck_assert(!fdt_node_property(&fdt, &psci, "metho", &value));
}
END_TEST

START_TEST(string_list_holds_each_entry_whole)
{
    const struct fdt_node uart = find("pl011@9000000");
    ck_assert(fdt_node_has(&fdt, &uart, "compatible", "arm,pl011"));
    ck_assert(fdt_node_has(&fdt, &uart, "compatible", "arm,primecell"));
    ck_assert(!fdt_node_has(&fdt, &uart, "compatible", "arm,pl01"));
    ck_assert(!fdt_node_has(&fdt, &uart, "compatible", "primecell"));
}
END_TEST

START_TEST(reg_follows_the_cells_of_the_parent)
{
    struct fdt_range range;
    const struct fdt_node memory = find("memory@880000000");
    ck_assert(fdt_node_reg(&fdt, &memory, 0, &range));
    ck_assert_uint_eq(range.base, 0x880000000);
    ck_assert_uint_eq(range.size, 0x20000000);
    ck_assert(!fdt_node_reg(&fdt, &memory, 1, &range));
    const struct fdt_node cpu = find("cpu@100");
    ck_assert(fdt_node_reg(&fdt, &cpu, 0, &range));
    ck_assert_uint_eq(range.base, 0x100);
    ck_assert_uint_eq(range.size, 0);
}
END_TEST

START_TEST(status_disables_a_node)
{
    const struct fdt_node on = find("cpu@1"), off = find("cpu@2"), silent = find("psci");
    ck_assert(fdt_node_enabled(&fdt, &on));
    ck_assert(!fdt_node_enabled(&fdt, &off));
    ck_assert(fdt_node_enabled(&fdt, &silent));
}
END_TEST

START_TEST(blob_cut_anywhere_is_refused)
{
    for (uint32_t size = 0; size < blob_size; size++) {
        uint8_t *copy = malloc(size != 0 ? size : 1);
        memcpy(copy, blob, size);
        struct fdt cut;
        ck_assert(!fdt_init(&cut, copy, size));
        free(copy);
    }
}
END_TEST

START_TEST(damaged_blob_is_read_without_harm)
{
    uint64_t state = mutate_seed("fdt");
    unsigned usable = 0;
    for (unsigned i = 0; i < 50000; i++) {
        size_t size;
        uint8_t *copy = mutate_copy(&state, blob, blob_size, &size);
        struct fdt damaged;
        if (fdt_init(&damaged, copy, (uint32_t)size)) {
            static struct board board;
            board_read(&board, &damaged);
            usable++;
        }
        free(copy);
    }
    ck_assert_uint_gt(usable, 10000); /* the test reaches the walk */
}
END_TEST

/* A tree of `depth` nodes, each inside the one before. */
static void nest(unsigned depth)
{
    static const uint32_t header[10] = {0xd00dfeed, 0, 40, 0, 40, 17, 16, 0, 0, 0};
    uint8_t *bytes = (uint8_t *)blob;
    uint32_t words[10 + 2 * 64];
    memcpy(words, header, sizeof(header));
    for (unsigned i = 0; i < depth; i++) {
        words[10 + 2 * i] = 1;
        words[11 + 2 * i] = 0;
    }
    words[9] = 8 * depth;
    words[1] = words[3] = 40 + 8 * depth;
    for (unsigned i = 0; i < 10 + 2 * depth; i++) {
        for (unsigned byte = 0; byte < 4; byte++) {
            bytes[4 * i + byte] = (uint8_t)(words[i] >> (24 - 8 * byte));
        }
    }
}

START_TEST(deep_nesting_ends_the_walk)
{
    nest(60);
    ck_assert(fdt_init(&fdt, blob, 40 + 8 * 60));
    struct fdt_node node;
    unsigned count = 0;
    for (bool more = fdt_first(&fdt, &node); more; more = fdt_next(&fdt, &node)) {
        count++;
    }
    ck_assert_uint_eq(count, FDT_MAX_DEPTH);
}
END_TEST

/* A header before a structure block that ends in the middle of a name. */
START_TEST(name_that_does_not_end_is_no_node)
{
    static const uint8_t cut[48] = {
        0xd0,      0x0d,     0xfe,     0xed, [7] = 48, [11] = 40, [15] = 40, [23] = 17,
        [27] = 16, [39] = 8, [43] = 1, 'n',  'a',      'm',       'e',
    };
    uint8_t *copy = malloc(sizeof(cut));
    memcpy(copy, cut, sizeof(cut));
    ck_assert(fdt_init(&fdt, copy, sizeof(cut)));
    struct fdt_node node;
    ck_assert(!fdt_first(&fdt, &node));
    copy[47] = '\0';
    ck_assert(fdt_first(&fdt, &node));
    ck_assert_str_eq(node.name, "nam");
    free(copy);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fdt");
    TCase *tcase = tcase_create("fdt");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, build, NULL);
    tcase_add_test(tcase, walk_visits_parents_before_children);
    tcase_add_test(tcase, property_belongs_to_its_node);
    tcase_add_test(tcase, string_list_holds_each_entry_whole);
    tcase_add_test(tcase, reg_follows_the_cells_of_the_parent);
    tcase_add_test(tcase, status_disables_a_node);
    tcase_add_test(tcase, blob_cut_anywhere_is_refused);
    tcase_add_test(tcase, damaged_blob_is_read_without_harm);
    tcase_add_test(tcase, deep_nesting_ends_the_walk);
    tcase_add_test(tcase, name_that_does_not_end_is_no_node);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
