/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmallocinfo.c: the lines, and the order of their columns, in each generation. */
#include "fake.h"
#include "generations.h"
#include "mm/vmalloc.h"
#include "mm/vmallocinfo.h"
#include "unit.h"

#include <string.h>

#define RAM_SIZE (UINT64_C(16) << 20)

static char text[4096];
static size_t length;

static void put(void *ctx, char c)
{
    (void)ctx;
    ck_assert_uint_lt(length, sizeof(text) - 1);
    text[length++] = c;
}

static void print_caller(const struct vmallocinfo_out *out, uint32_t caller)
{
    vmallocinfo_print(out, "caller_%u+0x1/0x2", caller);
}

static const struct vmallocinfo_out out = {put, NULL, print_caller};

static void start(const struct vm_allocator *generation)
{
    static struct vm_struct early = {
        .addr = (void *)KIMAGE_VADDR, .size = 0x3000, .flags = VM_MAP, .phys_addr = 0x40200000};
    fake_machine_start(RAM_SIZE, 1);
    vm_area_add_early(&early);
    ck_assert_int_eq(vmalloc_init(generation), FW_OK);
}

#define EARLY "0xffff800080000000-0xffff800080003000   12288 phys=0x0000000040200000 vmap\n"

START_TEST(areas_show_their_caller_pages_and_nodes)
{
    start(generations[_i]);
    fake_set_caller(7);
    vmalloc(3 * 4096);
    fake_set_caller(8);
    vmalloc(1);
    vmallocinfo(&out);
    ck_assert_str_eq(
        text,
        "0xffff800000000000-0xffff800000004000   16384 caller_7+0x1/0x2 pages=3 vmalloc N0=3\n"
        "0xffff800000004000-0xffff800000006000    8192 caller_8+0x1/0x2 pages=1 vmalloc "
        "N0=1\n" EARLY);
}
END_TEST

START_TEST(freed_areas_wait_at_the_end)
{
    bool lazy = generations[_i]->free_lazy != NULL;
    start(generations[_i]);
    vfree(vmalloc(1));
    vmallocinfo(&out);
    ck_assert_str_eq(text, lazy ? EARLY
                               "0xffff800000000000-0xffff800000002000    8192 unpurged vm_area\n"
                                : EARLY);
}
END_TEST

START_TEST(large_array_is_an_area_and_marked)
{
    start(generations[_i]);
    fake_set_caller(1);
    vmalloc(1024 * 4096);
    vmallocinfo(&out);
    ck_assert_ptr_nonnull(
        strstr(text, " 4198400 caller_1+0x1/0x2 pages=1024 vmalloc vpages N0=1024\n"));
    ck_assert_ptr_nonnull(strstr(text, " 12288 caller_1+0x1/0x2 pages=2 vmalloc N0=2\n"));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {areas_show_their_caller_pages_and_nodes, 0, GENERATIONS},
        {freed_areas_wait_at_the_end, 0, GENERATIONS},
        {large_array_is_an_area_and_marked, 0, GENERATIONS},
    };
    return unit_run("vmallocinfo", tests, ARRAY_SIZE(tests));
}
