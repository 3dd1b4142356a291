/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the firmware reads from a tree like that of the virt board. */
#include "dev/board.h"

#include "virt_tree.h"

#include <check.h>
#include <stdlib.h>

static uint64_t blob[VIRT_TREE_MAX / sizeof(uint64_t)];
static struct board board;

static void read_virt(void)
{
    struct fdt fdt;
    ck_assert(fdt_init(&fdt, blob, virt_tree_build(blob)));
    board_read(&board, &fdt);
}

START_TEST(memory_of_every_node_is_found)
{
    ck_assert_uint_eq(board.ram.count, 2);
    ck_assert_uint_eq(board.ram.range[0].base, 0x40000000);
    ck_assert_uint_eq(board.ram.range[0].size, 0x10000000);
    ck_assert_uint_eq(board.ram.range[1].base, 0x880000000);
    ck_assert_uint_eq(board.ram.range[1].size, 0x20000000);
}
END_TEST

START_TEST(both_kinds_of_reservation_are_found)
{
    ck_assert_uint_eq(board.reserved.count, 2);
    ck_assert_uint_eq(board.reserved.range[0].base, 0x40100000);
    ck_assert_uint_eq(board.reserved.range[0].size, 0x2000);
    ck_assert_uint_eq(board.reserved.range[1].base, 0x41000000);
    ck_assert_uint_eq(board.reserved.range[1].size, 0x10000);
}
END_TEST

START_TEST(disabled_cpu_is_left_out)
{
    ck_assert_uint_eq(board.cpu_count, VIRT_TREE_CPUS);
    ck_assert_uint_eq(board.mpidr[0], 0);
    ck_assert_uint_eq(board.mpidr[1], 1);
    ck_assert_uint_eq(board.mpidr[2], 0x100);
    ck_assert(board.psci_hvc);
}
END_TEST

START_TEST(first_device_of_a_kind_is_taken)
{
    ck_assert_uint_eq(board.uart, 0x09000000);
    ck_assert_uint_eq(board.probe, 0x0c000000);
    ck_assert_uint_eq(board.gic.version, 2);
    ck_assert_uint_eq(board.gic.distributor.base, 0x08000000);
    ck_assert_uint_eq(board.gic.cores.base, 0x08010000);
}
END_TEST

START_TEST(initrd_is_read_in_either_width)
{
    ck_assert_uint_eq(board.initrd.base, 0x48000000);
    ck_assert_uint_eq(board.initrd.size, 0x100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("board");
    TCase *tcase = tcase_create("virt");
    tcase_add_checked_fixture(tcase, read_virt, NULL);
    tcase_add_test(tcase, memory_of_every_node_is_found);
    tcase_add_test(tcase, both_kinds_of_reservation_are_found);
    tcase_add_test(tcase, disabled_cpu_is_left_out);
    tcase_add_test(tcase, first_device_of_a_kind_is_taken);
    tcase_add_test(tcase, initrd_is_read_in_either_width);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
