/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "distribution.h"

#include "prng.h"
#include "suite.h"

/* Nearest rank the slow way: the smallest sample that percent % of all do not exceed. */
static uint64_t slow_percentile(const uint64_t *values, size_t count, unsigned percent)
{
    uint64_t best = UINT64_MAX;

    for (size_t i = 0; i < count; i++) {
        size_t below = 0;

        for (size_t n = 0; n < count; n++) {
            below += values[n] <= values[i];
        }
        if (below * 100 >= count * percent && values[i] < best) {
            best = values[i];
        }
    }
    return best;
}

START_TEST(no_samples_are_all_zero)
{
    struct samples samples = {0};
    const struct distribution d = samples_distribution(&samples);

    ck_assert(d.count == 0 && d.min == 0 && d.p50 == 0 && d.p99 == 0 && d.max == 0 && d.sum == 0);
    samples_finish(&samples);
}
END_TEST

START_TEST(one_sample_is_every_percentile)
{
    struct samples samples = {0};

    samples_add(&samples, 7);
    const struct distribution d = samples_distribution(&samples);

    ck_assert(d.count == 1 && d.min == 7 && d.p50 == 7 && d.p90 == 7 && d.p99 == 7 && d.max == 7);
    ck_assert_uint_eq(d.sum, 7);
    samples_finish(&samples);
}
END_TEST

START_TEST(hundred_samples_have_the_textbook_percentiles)
{
    struct samples samples = {0};

    for (uint64_t value = 100; value >= 1; value--) {
        samples_add(&samples, value);
    }
    const struct distribution d = samples_distribution(&samples);

    ck_assert_uint_eq(d.min, 1);
    ck_assert_uint_eq(d.p50, 50);
    ck_assert_uint_eq(d.p90, 90);
    ck_assert_uint_eq(d.p99, 99);
    ck_assert_uint_eq(d.max, 100);
    ck_assert_uint_eq(d.sum, 5050);
    samples_finish(&samples);
}
END_TEST

START_TEST(random_samples_agree_with_the_definition)
{
    struct prng prng = {prng_test_seed(1)};

    for (unsigned round = 0; round < 200; round++) {
        uint64_t values[150];
        const size_t count = 1 + prng_below(&prng, 150);
        struct samples samples = {0};

        for (size_t i = 0; i < count; i++) {
            values[i] = prng_below(&prng, 40);
            samples_add(&samples, values[i]);
        }
        const struct distribution d = samples_distribution(&samples);

        ck_assert_uint_eq(d.p50, slow_percentile(values, count, 50));
        ck_assert_uint_eq(d.p90, slow_percentile(values, count, 90));
        ck_assert_uint_eq(d.p99, slow_percentile(values, count, 99));
        samples_finish(&samples);
    }
}
END_TEST

int main(void)
{
    return suite_run("distribution",
                     (const TTest *const[]){no_samples_are_all_zero, one_sample_is_every_percentile,
                                            hundred_samples_have_the_textbook_percentiles,
                                            random_samples_agree_with_the_definition, NULL});
}
