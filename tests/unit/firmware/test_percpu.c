/* SPDX-License-Identifier: GPL-2.0-or-later */
/* percpu.c: each core gets a copy of the template. */
#include "fake.h"
#include "mm/percpu.h"
#include "unit.h"

extern char __start_percpu[];

static DEFINE_PER_CPU(uint64_t, counter) = 5;

START_TEST(each_core_starts_from_the_template)
{
    fake_ram_start(1 << 20);
    ck_assert_int_eq(percpu_init(4), FW_OK);
    ck_assert_uint_eq(nr_cpu_ids, 4);
    for (unsigned cpu = 0; cpu < 4; cpu++) {
        ck_assert_uint_eq(*per_cpu_ptr(&counter, cpu), 5);
        fake_become_cpu(cpu);
        ck_assert_uint_eq(smp_processor_id(), cpu);
        *this_cpu_ptr(&counter) += cpu;
    }
    for (unsigned cpu = 0; cpu < 4; cpu++) {
        ck_assert_uint_eq(*per_cpu_ptr(&counter, cpu), 5 + cpu);
        ck_assert_uint_eq((uintptr_t)per_cpu_ptr(&__start_percpu[0], cpu) % 64, 0);
    }
    ck_assert_uint_eq(counter, 5);
}
END_TEST

START_TEST(values_set_before_are_carried_over)
{
    fake_ram_start(1 << 20);
    *this_cpu_ptr(&counter) = 9;
    ck_assert_int_eq(percpu_init(1), FW_OK);
    ck_assert_uint_eq(*this_cpu_ptr(&counter), 9);
}
END_TEST

START_TEST(impossible_counts_are_refused)
{
    fake_ram_start(1 << 20);
    ck_assert_int_eq(percpu_init(0), FW_INVALID);
    ck_assert_int_eq(percpu_init(NR_CPUS + 1), FW_INVALID);
    ck_assert_uint_eq(this_cpu_offset(), 0);
}
END_TEST

START_TEST(missing_memory_is_reported)
{
    fake_ram_start(1 << 12);
    ck_assert_int_eq(percpu_init(NR_CPUS), FW_NO_MEMORY);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {each_core_starts_from_the_template, 0},
        {values_set_before_are_carried_over, 0},
        {impossible_counts_are_refused, 0},
        {missing_memory_is_reported, 0},
    };
    return unit_run("percpu", tests, ARRAY_SIZE(tests));
}
