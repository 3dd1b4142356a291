/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tlbflush.c: the exact sequence of instructions for each flush. */
#include "arch/percpu.h"
#include "fake.h"
#include "lib/kernel.h"
#include "mm/layout.h"
#include "mm/tlbflush.h"
#include "unit.h"

#include <string.h>

#define VA VMALLOC_START

static unsigned count_lines(const char *text, const char *prefix)
{
    unsigned count = 0;
    for (; text != NULL && *text != '\0'; text = strchr(text, '\n') + 1) {
        count += strncmp(text, prefix, strlen(prefix)) == 0;
    }
    return count;
}

START_TEST(two_pages_take_two_invalidations_between_barriers)
{
    fake_trace_start();
    flush_tlb_kernel_range(VA, VA + 2 * PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), "dsb ishst\n"
                                   "tlbi vaale1is, 0xff800000000\n"
                                   "tlbi vaale1is, 0xff800000001\n"
                                   "dsb ish\n"
                                   "isb\n");
}
END_TEST

START_TEST(range_is_widened_to_pages)
{
    fake_trace_start();
    flush_tlb_kernel_range(VA + PAGE_SIZE - 1, VA + PAGE_SIZE + 1);
    ck_assert_uint_eq(count_lines(fake_trace(), "tlbi vaale1is"), 2);
}
END_TEST

START_TEST(from_512_pages_on_everything_is_flushed)
{
    fake_trace_start();
    flush_tlb_kernel_range(VA, VA + 511 * PAGE_SIZE);
    ck_assert_uint_eq(count_lines(fake_trace(), "tlbi vaale1is"), 511);
    flush_tlb_kernel_range(VA, VA + 512 * PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), "dsb ishst\ntlbi vmalle1is\ndsb ish\nisb\n");
}
END_TEST

START_TEST(full_strategy_never_goes_page_by_page)
{
    ck_assert_int_eq(tlbflush_set_strategy(TLBFLUSH_FULL), FW_OK);
    fake_trace_start();
    flush_tlb_kernel_range(VA, VA + PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), "dsb ishst\ntlbi vmalle1is\ndsb ish\nisb\n");
}
END_TEST

START_TEST(strategy_that_the_machine_lacks_is_refused)
{
    fake_has_tlbi_range = false;
    nr_cpu_ids = 9; /* more than a GICv2 can interrupt */
    ck_assert_int_eq(tlbflush_set_strategy(TLBFLUSH_RANGE), FW_UNSUPPORTED);
    ck_assert_int_eq(tlbflush_set_strategy(TLBFLUSH_IPI), FW_UNSUPPORTED);
    fake_trace_start();
    flush_tlb_kernel_range(VA, VA + PAGE_SIZE);
    ck_assert_uint_eq(count_lines(fake_trace(), "tlbi vaale1is"), 1);
}
END_TEST

static void use_ranges(void)
{
    fake_has_tlbi_range = true;
    ck_assert_int_eq(tlbflush_set_strategy(TLBFLUSH_RANGE), FW_OK);
    fake_trace_start();
}

/* VA[48:12] in 36:0, num 7 in 43:39, scale 1 in 45:44, TG 1 in 47:46: 8 << 6 pages. */
START_TEST(range_strategy_takes_two_operations_for_513_pages)
{
    use_ranges();
    flush_tlb_kernel_range(VA, VA + 513 * PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), "dsb ishst\n"
                                   "tlbi rvaale1is, 0x539800000000\n"
                                   "tlbi vaale1is, 0xff800000200\n"
                                   "dsb ish\n"
                                   "isb\n");
}
END_TEST

START_TEST(range_strategy_flushes_everything_only_beyond_its_largest_range)
{
    use_ranges();
    flush_tlb_kernel_range(VA, VA + (UINT64_C(1) << 21) * PAGE_SIZE);
    ck_assert_uint_eq(count_lines(fake_trace(), "tlbi rvaale1is"), 1);
    flush_tlb_kernel_range(VA, VA + ((UINT64_C(1) << 21) + 1) * PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), "dsb ishst\ntlbi vmalle1is\ndsb ish\nisb\n");
}
END_TEST

START_TEST(local_flush_stays_on_this_core)
{
    fake_trace_start();
    flush_tlb_kernel_range_local(VA, VA + PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), "dsb nshst\ntlbi vaale1, 0xff800000000\ndsb nsh\nisb\n");
    flush_tlb_kernel_range_local(VA, VA + 512 * PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), "dsb nshst\ntlbi vmalle1\ndsb nsh\nisb\n");
}
END_TEST

START_TEST(table_flush_drops_cached_walks_too)
{
    fake_trace_start();
    flush_tlb_kernel_pgtable(VA);
    ck_assert_str_eq(fake_trace(), "dsb ishst\ntlbi vaae1is, 0xff800000000\ndsb ish\nisb\n");
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {two_pages_take_two_invalidations_between_barriers, 0},
        {range_is_widened_to_pages, 0},
        {from_512_pages_on_everything_is_flushed, 0},
        {full_strategy_never_goes_page_by_page, 0},
        {strategy_that_the_machine_lacks_is_refused, 0},
        {range_strategy_takes_two_operations_for_513_pages, 0},
        {range_strategy_flushes_everything_only_beyond_its_largest_range, 0},
        {local_flush_stays_on_this_core, 0},
        {table_flush_drops_cached_walks_too, 0},
    };
    return unit_run("tlbflush", tests, ARRAY_SIZE(tests));
}
