/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pool.h"
#include "workload_support.h"

static struct workload_error error;
static struct diag diag;
static struct pool pool;

static void start(uint32_t slots)
{
    diag_init(&diag, "test.wl", &error);
    pool_init(&pool, slots, &diag);
}

START_TEST(constant_has_one_slot_and_is_loaded_once_a_stream)
{
    uint16_t first, second;
    bool load;

    start(10);
    ck_assert(pool_constant(&pool, 4096, 0, &first, &load) && load);
    ck_assert_uint_eq(first, 10);
    ck_assert(pool_constant(&pool, 4096, 0, &second, &load) && !load);
    ck_assert_uint_eq(second, first);
    ck_assert(pool_constant(&pool, 4096, 1, &second, &load) && load);
    ck_assert_uint_eq(second, first);
    ck_assert(pool_constant(&pool, 0, 1, &second, &load) && load);
    ck_assert_uint_eq(second, 11);
    pool_finish(&pool);
}
END_TEST

START_TEST(cpu_and_temps_keep_their_slots)
{
    uint16_t cpu, temp, again;

    start(0);
    ck_assert(pool_temp(&pool, 3, &temp) && pool_cpu(&pool, &cpu));
    ck_assert_uint_ne(cpu, temp);
    ck_assert(pool_temp(&pool, 3, &again) && again == temp);
    ck_assert(pool_cpu(&pool, &again) && again == cpu);
    ck_assert_uint_eq(pool.slots, 2);
    ck_assert(!pool_temp(&pool, POOL_TEMPS, &again));
    pool_finish(&pool);
}
END_TEST

START_TEST(full_array_is_an_error)
{
    uint16_t slot;
    bool load;

    start(PROGRAM_MAX_SLOTS - 1);
    ck_assert(pool_constant(&pool, 1, 0, &slot, &load));
    ck_assert_uint_eq(slot, PROGRAM_MAX_SLOTS - 1);
    ck_assert(!pool_constant(&pool, 2, 0, &slot, &load));
    ck_assert_str_eq(error.message, "too many variables and constants: a program has 32768 slots");
    pool_finish(&pool);
}
END_TEST

int main(void)
{
    return support_main("pool", (const TTest *const[]){
                                    constant_has_one_slot_and_is_loaded_once_a_stream,
                                    cpu_and_temps_keep_their_slots, full_array_is_an_error, NULL});
}
