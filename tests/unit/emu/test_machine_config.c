/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine_config.h"

#include "suite.h"

START_TEST(default_is_valid)
{
    struct machine_config config = machine_config_default();
    const char *key = NULL;
    const char *reason = NULL;

    ck_assert(machine_config_validate(&config, &key, &reason));
    ck_assert_ptr_null(key);
    ck_assert_uint_eq(config.l1d.entries, 32);
    ck_assert_uint_eq(config.l2.policy, REPL_LRU);
    ck_assert_uint_eq(config.l1i.sizes, SIZE_4K | SIZE_64K | SIZE_1M);
}
END_TEST

START_TEST(each_broken_rule_names_its_key)
{
    static const struct {
        const char *set, *to, *key;
    } cases[] = {
        {"tlb.l1i.ways", "5", "tlb.l1i.ways"}, /* 48 is no multiple of 5 */
        {"tlb.l1d.ways", "7", "tlb.l1d.ways"}, /* 32 / 7 would be four sets, with a rest */
        {"tlb.l1d.ways", "64", "tlb.l1d.ways"}, /* more ways than entries */
        {"tlb.l1i.ways", "16", "tlb.l1i.ways"}, /* 3 sets */
        {"tlb.l1i.policy", "lru", "tlb.l1i.policy"},  {"tlb.l1d.policy", "lru", "tlb.l1d.policy"},
        {"tlb.l1d.policy", "plru", "tlb.l1d.policy"}, {"tlb.l1d.sizes", "64K", "tlb.l1d.sizes"},
        {"tlb.l2.entries", "1000", "tlb.l2.ways"}, /* 250 sets */
        {"tlb.l2.sizes", "2M,1G", "tlb.l2.sizes"},    {"walkcache.ways", "3", "walkcache.ways"},
        {"desccache.line", "48", "desccache.line"},   {"mmu.asid_bits", "12", "mmu.asid_bits"},
        {"mmu.pa_bits", "41", "mmu.pa_bits"},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct machine_config config = machine_config_default();
        const char *key = "";
        const char *reason = "";

        ck_assert_msg(machine_key_set(&config, cases[i].set, cases[i].to) == MACHINE_KEY_OK,
                      "case %zu", i);
        ck_assert_msg(!machine_config_validate(&config, &key, &reason), "case %zu", i);
        ck_assert_str_eq(key, cases[i].key);
        ck_assert_str_ne(reason, "");
    }
}
END_TEST

START_TEST(unusual_geometries_are_valid)
{
    static const struct {
        const char *entries_key, *entries, *ways_key, *ways;
    } cases[] = {
        {"tlb.l2.entries", "0", "tlb.l2.ways", "4"},
        {"tlb.l2.entries", "1280", "tlb.l2.ways", "5"},
        {"tlb.l2.entries", "2048", "tlb.l2.ways", "0"},
        {"tlb.l1d.entries", "1", "tlb.l1d.ways", "1"},
        {"walkcache.entries", "0", "walkcache.ways", "3"},
        {"tlb.l1i.policy", "random", "tlb.l1d.policy", "random"},
        {"tlb.l2.policy", "plru", "walkcache.policy", "random"},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct machine_config config = machine_config_default();
        const char *key = "";
        const char *reason = "";

        machine_key_set(&config, cases[i].entries_key, cases[i].entries);
        machine_key_set(&config, cases[i].ways_key, cases[i].ways);
        ck_assert_msg(machine_config_validate(&config, &key, &reason), "case %zu: %s", i, reason);
    }
}
END_TEST

int main(void)
{
    return suite_run("machine_config",
                     (const TTest *const[]){default_is_valid, each_broken_rule_names_its_key,
                                            unusual_geometries_are_valid, NULL});
}
