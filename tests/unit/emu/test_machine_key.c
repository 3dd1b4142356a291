/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine_config.h"
#include "suite.h"

#include <string.h>

static char text[128];

static unsigned key_index(const char *name)
{
    for (unsigned i = 0; i < machine_key_count(); i++) {
        if (strcmp(machine_key_name(i), name) == 0) {
            return i;
        }
    }
    ck_abort_msg("no key %s", name);
}

START_TEST(every_key_reads_back_what_it_writes)
{
    for (unsigned i = 0; i < machine_key_count(); i++) {
        struct machine_config config = machine_config_default();
        struct machine_config other = {0};

        machine_key_get(&config, i, text, sizeof(text));
        ck_assert_msg(machine_key_set(&other, machine_key_name(i), text) == MACHINE_KEY_OK,
                      "%s = %s", machine_key_name(i), text);
        char again[128];
        machine_key_get(&other, i, again, sizeof(again));
        ck_assert_str_eq(text, again);
        ck_assert_str_ne(machine_key_meaning(i), "");
    }
}
END_TEST

START_TEST(keys_do_not_share_their_place)
{
    struct machine_config config = {0};

    for (unsigned i = 0; i < machine_key_count(); i++) {
        struct machine_config before = config;
        struct machine_config defaults = machine_config_default();

        machine_key_get(&defaults, i, text, sizeof(text));
        ck_assert_int_eq(machine_key_set(&config, machine_key_name(i), text), MACHINE_KEY_OK);
        for (unsigned other = 0; other < i; other++) {
            char was[128];
            char is[128];

            machine_key_get(&before, other, was, sizeof(was));
            machine_key_get(&config, other, is, sizeof(is));
            ck_assert_str_eq(was, is);
        }
    }
}
END_TEST

START_TEST(values_are_read_strictly)
{
    static const struct {
        const char *key, *value;
        enum machine_key_status status;
    } cases[] = {
        {"tlb.l1d.entries", "1", MACHINE_KEY_OK},
        {"tlb.l1d.entries", "4096", MACHINE_KEY_OK},
        {"tlb.l1d.entries", "0", MACHINE_KEY_VALUE},
        {"tlb.l1d.entries", "4097", MACHINE_KEY_VALUE},
        {"tlb.l1d.entries", "48 ", MACHINE_KEY_VALUE},
        {"tlb.l1d.entries", "48x", MACHINE_KEY_VALUE},
        {"tlb.l1d.entries", "", MACHINE_KEY_VALUE},
        {"tlb.l1d.entries", "4294967297", MACHINE_KEY_VALUE},
        {"tlb.l2.policy", "fifo", MACHINE_KEY_OK},
        {"tlb.l2.policy", "LRU", MACHINE_KEY_VALUE},
        {"tlb.l2.policy", "lr", MACHINE_KEY_VALUE},
        {"tlb.l2.sizes", "4K", MACHINE_KEY_OK},
        {"tlb.l2.sizes", "1G,4K,512M", MACHINE_KEY_OK},
        {"tlb.l2.sizes", "", MACHINE_KEY_VALUE},
        {"tlb.l2.sizes", "4K,", MACHINE_KEY_VALUE},
        {"tlb.l2.sizes", ",4K", MACHINE_KEY_VALUE},
        {"tlb.l2.sizes", "4K,4K", MACHINE_KEY_VALUE},
        {"tlb.l2.sizes", "4K, 64K", MACHINE_KEY_VALUE},
        {"tlb.l2.sizes", "8K", MACHINE_KEY_VALUE},
        {"tlb.l2.sizes", "4096", MACHINE_KEY_VALUE},
        {"walkcache.levels", "2", MACHINE_KEY_OK},
        {"walkcache.levels", "2,0", MACHINE_KEY_OK},
        {"walkcache.levels", "3", MACHINE_KEY_VALUE},
        {"walkcache.levels", "", MACHINE_KEY_VALUE},
        {"walkcache.levels", "4K", MACHINE_KEY_VALUE},
        {"tlb.l2.sizes", "2", MACHINE_KEY_VALUE},
        {"tlb.l3.entries", "4", MACHINE_KEY_UNKNOWN},
        {"tlb.l2", "4", MACHINE_KEY_UNKNOWN},
        {"", "4", MACHINE_KEY_UNKNOWN},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct machine_config config = machine_config_default();
        struct machine_config before = config;

        ck_assert_msg(machine_key_set(&config, cases[i].key, cases[i].value) == cases[i].status,
                      "%s = \"%s\"", cases[i].key, cases[i].value);
        if (cases[i].status != MACHINE_KEY_OK) {
            ck_assert_mem_eq(&config, &before, sizeof(config));
        }
    }
}
END_TEST

START_TEST(values_are_written_in_one_way)
{
    struct machine_config config = machine_config_default();

    machine_key_set(&config, "tlb.l2.sizes", "1G,4K,512M");
    machine_key_get(&config, key_index("tlb.l2.sizes"), text, sizeof(text));
    ck_assert_str_eq(text, "4K,512M,1G");
    machine_key_set(&config, "walkcache.levels", "2,0");
    machine_key_get(&config, key_index("walkcache.levels"), text, sizeof(text));
    ck_assert_str_eq(text, "0,2");
    machine_key_set(&config, "cost.walk.read", "0017");
    machine_key_get(&config, key_index("cost.walk.read"), text, sizeof(text));
    ck_assert_str_eq(text, "17");
}
END_TEST

START_TEST(expected_tells_what_a_key_takes)
{
    machine_key_expected("tlb.l1d.entries", text, sizeof(text));
    ck_assert_str_eq(text, "a number from 1 to 4096");
    machine_key_expected("tlb.l2.policy", text, sizeof(text));
    ck_assert_str_eq(text, "fifo, lru, plru or random");
    machine_key_expected("tlb.l2.sizes", text, sizeof(text));
    ck_assert_str_eq(text, "page sizes with commas between, out of "
                           "4K,16K,64K,1M,2M,16M,32M,512M,1G");
    machine_key_expected("walkcache.levels", text, sizeof(text));
    ck_assert_str_eq(text, "levels with commas between, out of 0,1,2");
    machine_key_expected("tlb", text, sizeof(text));
    ck_assert_str_eq(text, "a known key");
}
END_TEST

int main(void)
{
    return suite_run("machine_key",
                     (const TTest *const[]){every_key_reads_back_what_it_writes,
                                            keys_do_not_share_their_place, values_are_read_strictly,
                                            values_are_written_in_one_way,
                                            expected_tells_what_a_key_takes, NULL});
}
