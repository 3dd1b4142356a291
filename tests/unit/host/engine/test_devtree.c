/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host/engine/devtree.c: which interrupt controller the tree names, and where. */
#include "devtree.h"
#include "suite.h"

#include <libfdt.h>
#include <string.h>

static char tree[65536];

static void build(unsigned cpus, uint32_t gic_version)
{
    struct machine_setup setup = {
        .config = machine_config_default(), .cpus = cpus, .ram_size = 2ULL << 20};
    const char *reason;

    setup.config.gic_version = gic_version;
    struct machine *machine = machine_create(&setup, &reason);

    ck_assert_ptr_nonnull(machine);
    ck_assert_int_gt(devtree_build(machine, &(struct devtree_chosen){0}, tree, sizeof(tree)), 0);
    machine_destroy(machine);
}

static int controller(const char *compatible)
{
    return fdt_node_offset_by_compatible(tree, -1, compatible);
}

/* Number `i` of the 64-bit cells of reg, which is aligned to 32 bits only. */
static uint64_t reg_at(int node, unsigned i)
{
    int size = 0;
    const char *cells = fdt_getprop(tree, node, "reg", &size);
    fdt64_t cell;

    ck_assert_int_eq(size, 32);
    memcpy(&cell, cells + i * sizeof(cell), sizeof(cell));
    return fdt64_to_cpu(cell);
}

START_TEST(few_cores_get_a_gicv2)
{
    build(8, GIC_VERSION_AUTO);
    ck_assert_int_lt(controller("arm,gic-v3"), 0);
    ck_assert_uint_eq(reg_at(controller("arm,cortex-a15-gic"), 2), 0x8010000);
}
END_TEST

/* 9 redistributors of 128K. */
START_TEST(more_cores_get_a_gicv3_with_a_redistributor_each)
{
    build(9, GIC_VERSION_AUTO);
    int node = controller("arm,gic-v3");

    ck_assert_int_lt(controller("arm,cortex-a15-gic"), 0);
    ck_assert_uint_eq(reg_at(node, 0), 0x8000000);
    ck_assert_uint_eq(reg_at(node, 2), 0x80a0000);
    ck_assert_uint_eq(reg_at(node, 3), 9 * 0x20000);
}
END_TEST

START_TEST(few_cores_get_a_gicv3_that_is_asked_for)
{
    build(2, GIC_VERSION_3);
    ck_assert_uint_eq(reg_at(controller("arm,gic-v3"), 3), 2 * 0x20000);
}
END_TEST

/* 16 to a cluster: the 17th is 1.0. */
START_TEST(cores_are_named_by_affinity)
{
    build(17, GIC_VERSION_AUTO);
    ck_assert_int_ge(fdt_path_offset(tree, "/cpus/cpu@f"), 0);
    ck_assert_int_ge(fdt_path_offset(tree, "/cpus/cpu@100"), 0);
    ck_assert_int_lt(fdt_path_offset(tree, "/cpus/cpu@10"), 0);
}
END_TEST

START_TEST(gicv2_of_more_than_eight_cores_is_refused)
{
    struct machine_setup setup = {.config = machine_config_default(), .cpus = 9};

    setup.config.gic_version = GIC_VERSION_2;
    ck_assert_ptr_nonnull(machine_setup_complaint(&setup));
    setup.cpus = 8;
    ck_assert_ptr_null(machine_setup_complaint(&setup));
}
END_TEST

int main(void)
{
    return suite_run("devtree",
                     (const TTest *const[]){
                         few_cores_get_a_gicv2, more_cores_get_a_gicv3_with_a_redistributor_each,
                         few_cores_get_a_gicv3_that_is_asked_for, cores_are_named_by_affinity,
                         gicv2_of_more_than_eight_cores_is_refused, NULL});
}
