/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bootmem.c: reservations, top-down allocation, what is left over. */
#include "arch/linear.h"
#include "fake.h"
#include "lib/kernel.h"
#include "mm/bootmem.h"
#include "unit.h"

#include <stdio.h>

#define MiB (UINT64_C(1) << 20)
#define RAM FAKE_RAM_START

static char left[512];

static void print_range(phys_addr_t start, phys_addr_t end, void *ctx)
{
    (void)ctx;
    size_t used = strlen(left);
    snprintf(left + used, sizeof(left) - used, "%llx-%llx ", (unsigned long long)(start - RAM),
             (unsigned long long)(end - RAM));
}

static const char *free_ranges(void)
{
    left[0] = '\0';
    bootmem_for_each_free(print_range, NULL);
    return left;
}

START_TEST(free_ranges_skip_reservations_grown_to_pages)
{
    fake_ram_start(MiB);
    ck_assert_int_eq(bootmem_reserve(RAM + 0x8000, 0x10), FW_OK);
    ck_assert_int_eq(bootmem_reserve(RAM + 0x1800, 0x1000), FW_OK);
    ck_assert_str_eq(free_ranges(), "0-1000 3000-8000 9000-100000 ");
}
END_TEST

START_TEST(overlapping_reservations_join)
{
    fake_ram_start(MiB);
    bootmem_reserve(RAM + 0x4000, 0x2000);
    bootmem_reserve(RAM + 0x8000, 0x2000);
    bootmem_reserve(RAM + 0x5000, 0x4000);
    ck_assert_str_eq(free_ranges(), "0-4000 a000-100000 ");
}
END_TEST

START_TEST(reservations_at_both_ends_of_ram_and_outside)
{
    fake_ram_start(MiB);
    bootmem_reserve(RAM - 0x1000, 0x2000);
    bootmem_reserve(RAM + MiB - 0x1000, 0x5000);
    bootmem_reserve(RAM + 16 * MiB, 0x1000);
    ck_assert_str_eq(free_ranges(), "1000-ff000 ");
    ck_assert_uint_eq(__pa(bootmem_alloc(0x1000, 0x1000)), RAM + 0xfe000);
}
END_TEST

START_TEST(alloc_goes_top_down_zeroed_and_aligned)
{
    fake_ram_start(MiB);
    unsigned char *first = bootmem_alloc(100, 64);
    unsigned char *second = bootmem_alloc(0x1000, 0x1000);
    ck_assert_uint_eq(__pa(first), RAM + MiB - 128);
    ck_assert_uint_eq(__pa(second), RAM + MiB - 0x2000);
    for (int i = 0; i < 0x1000; i++) {
        ck_assert_uint_eq(second[i], 0);
    }
    ck_assert_str_eq(free_ranges(), "0-fe000 ");
}
END_TEST

START_TEST(alloc_uses_lower_gap_when_upper_is_small)
{
    fake_ram_start(MiB);
    bootmem_reserve(RAM + 0xfe000, 0x1000);
    ck_assert_uint_eq(__pa(bootmem_alloc(0x3000, 0x1000)), RAM + 0xfb000);
    ck_assert_uint_eq(__pa(bootmem_alloc(0x800, 8)), RAM + 0xff800);
}
END_TEST

START_TEST(many_small_allocations_use_one_reservation)
{
    fake_ram_start(MiB);
    for (int i = 0; i < 1000; i++) {
        ck_assert_ptr_nonnull(bootmem_alloc(24, 16));
    }
}
END_TEST

START_TEST(alloc_fails_when_full_and_when_closed)
{
    fake_ram_start(MiB);
    ck_assert_ptr_null(bootmem_alloc(MiB + 1, 8));
    ck_assert_ptr_nonnull(bootmem_alloc(MiB - 0x1000, 8));
    ck_assert_ptr_null(bootmem_alloc(0x1001, 8));
    bootmem_close();
    ck_assert_ptr_null(bootmem_alloc(8, 8));
}
END_TEST

START_TEST(ram_shrinks_to_whole_pages)
{
    bootmem_init();
    bootmem_add(RAM + 0x800, 0x3000);
    bootmem_add(RAM + 0x10000, 0xfff);
    ck_assert_uint_eq(bootmem_span().start, RAM + 0x1000);
    ck_assert_uint_eq(bootmem_span().end, RAM + 0x3000);
}
END_TEST

START_TEST(full_table_is_an_error)
{
    bootmem_init();
    for (unsigned i = 0; i < BOOTMEM_MAX_RESERVED; i++) {
        ck_assert_int_eq(bootmem_reserve(RAM + i * 0x2000, 1), FW_OK);
    }
    ck_assert_int_eq(bootmem_reserve(RAM + MiB, 1), FW_NO_SPACE);
    ck_assert_int_eq(bootmem_reserve(RAM + 0x1000, 1), FW_OK);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {free_ranges_skip_reservations_grown_to_pages, 0},
        {overlapping_reservations_join, 0},
        {reservations_at_both_ends_of_ram_and_outside, 0},
        {alloc_goes_top_down_zeroed_and_aligned, 0},
        {alloc_uses_lower_gap_when_upper_is_small, 0},
        {many_small_allocations_use_one_reservation, 0},
        {alloc_fails_when_full_and_when_closed, 0},
        {ram_shrinks_to_whole_pages, 0},
        {full_table_is_an_error, 0},
    };
    return unit_run("bootmem", tests, ARRAY_SIZE(tests));
}
