/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "regime.h"

#include "suite.h"

#define T0SZ(n) ((uint64_t)(n))
#define T1SZ(n) ((uint64_t)(n) << 16)
#define TG0(n) ((uint64_t)(n) << 14)
#define TG1(n) ((uint64_t)(n) << 30)
#define IPS(n) ((uint64_t)(n) << 32)
#define EPD0 (1ULL << 7)
#define A1 (1ULL << 22)
#define EPD1 (1ULL << 23)
#define AS (1ULL << 36)
#define TBI0 (1ULL << 37)
#define TBI1 (1ULL << 38)
#define HPD0 (1ULL << 41)
#define HPD1 (1ULL << 42)
#define BOTH_48 (T0SZ(16) | T1SZ(16) | TG1(2) | IPS(5))

static struct regime decode_tcr(uint64_t tcr)
{
    return regime_decode(&(struct mmu_registers){.sctlr_el1 = 1, .tcr_el1 = tcr}, 48, 16);
}

START_TEST(start_level_follows_size_and_granule)
{
    static const struct {
        unsigned tg0, t0sz;
        enum granule granule;
        unsigned level;
    } cases[] = {
        {0, 16, GRANULE_4K, 0},  {0, 24, GRANULE_4K, 0},  {0, 25, GRANULE_4K, 1},
        {0, 33, GRANULE_4K, 1},  {0, 34, GRANULE_4K, 2},  {0, 39, GRANULE_4K, 2},
        {2, 16, GRANULE_16K, 0}, {2, 17, GRANULE_16K, 1}, {2, 27, GRANULE_16K, 1},
        {2, 28, GRANULE_16K, 2}, {2, 38, GRANULE_16K, 2}, {2, 39, GRANULE_16K, 3},
        {1, 16, GRANULE_64K, 1}, {1, 21, GRANULE_64K, 1}, {1, 22, GRANULE_64K, 2},
        {1, 34, GRANULE_64K, 2}, {1, 35, GRANULE_64K, 3},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct regime r = decode_tcr(TG0(cases[i].tg0) | T0SZ(cases[i].t0sz));

        ck_assert_uint_eq(r.range[0].granule, cases[i].granule);
        ck_assert_msg(r.range[0].start_level == cases[i].level, "case %zu: level %u", i,
                      r.range[0].start_level);
        ck_assert_uint_eq(r.range[0].input_bits, 64 - cases[i].t0sz);
        ck_assert(r.range[0].size_legal);
    }
}
END_TEST

START_TEST(tg1_is_encoded_unlike_tg0)
{
    ck_assert_uint_eq(decode_tcr(TG1(1)).range[1].granule, GRANULE_16K);
    ck_assert_uint_eq(decode_tcr(TG1(2)).range[1].granule, GRANULE_4K);
    ck_assert_uint_eq(decode_tcr(TG1(3)).range[1].granule, GRANULE_64K);
}
END_TEST

START_TEST(sizes_out_of_bounds_are_not_legal)
{
    ck_assert(!decode_tcr(T0SZ(15)).range[0].size_legal);
    ck_assert(decode_tcr(T0SZ(16)).range[0].size_legal);
    ck_assert(decode_tcr(T1SZ(39)).range[1].size_legal);
    ck_assert(!decode_tcr(T1SZ(40)).range[1].size_legal);
}
END_TEST

START_TEST(table_base_is_cut_to_the_size_of_the_first_table)
{
    struct mmu_registers regs = {.ttbr0_el1 = 0xabcd123456789fffULL};

    regs.tcr_el1 = T0SZ(16); /* 512 descriptors */
    ck_assert_uint_eq(regime_decode(&regs, 48, 16).range[0].table.v, 0x123456789000ULL);
    regs.tcr_el1 = T0SZ(32); /* level 1, 4 descriptors: 32 bytes */
    ck_assert_uint_eq(regime_decode(&regs, 48, 16).range[0].table.v, 0x123456789fe0ULL);
}
END_TEST

START_TEST(each_range_has_its_own_controls)
{
    static const struct {
        uint64_t low, high;
        size_t at;
    } cases[] = {
        {EPD0, EPD1, offsetof(struct regime_range, walk_disabled)},
        {TBI0, TBI1, offsetof(struct regime_range, top_byte_ignored)},
        {HPD0, HPD1, offsetof(struct regime_range, flat_permissions)},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct regime low = decode_tcr(BOTH_48 | cases[i].low);
        struct regime high = decode_tcr(BOTH_48 | cases[i].high);

        ck_assert(*((const bool *)((const char *)&low.range[0] + cases[i].at)));
        ck_assert(!*((const bool *)((const char *)&low.range[1] + cases[i].at)));
        ck_assert(!*((const bool *)((const char *)&high.range[0] + cases[i].at)));
        ck_assert(*((const bool *)((const char *)&high.range[1] + cases[i].at)));
    }
}
END_TEST

START_TEST(asid_comes_from_the_selected_ttbr_in_the_selected_width)
{
    static const struct {
        uint64_t tcr;
        unsigned asid_bits, asid;
    } cases[] = {
        {0, 16, 0x34}, {AS, 16, 0x1234}, {A1, 16, 0x78}, {A1 | AS, 16, 0x5678}, {AS, 8, 0x34},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct mmu_registers regs = {
            .tcr_el1 = cases[i].tcr, .ttbr0_el1 = 0x1234ULL << 48, .ttbr1_el1 = 0x5678ULL << 48};

        ck_assert_uint_eq(regime_decode(&regs, 48, cases[i].asid_bits).asid, cases[i].asid);
    }
}
END_TEST

START_TEST(output_size_is_the_smaller_of_ips_and_machine)
{
    static const unsigned bits[] = {32, 36, 40, 42, 44, 48, 48, 48};

    for (unsigned ips = 0; ips < 8; ips++) {
        struct regime r = decode_tcr(IPS(ips));

        ck_assert_uint_eq(r.output_bits, bits[ips]);
        ck_assert_uint_eq(r.pa_bits, 48);
    }
    struct mmu_registers regs = {.tcr_el1 = IPS(5)};
    ck_assert_uint_eq(regime_decode(&regs, 40, 16).output_bits, 40);
}
END_TEST

START_TEST(sctlr_switches_translation_and_wxn)
{
    struct regime off = regime_decode(&(struct mmu_registers){0}, 48, 16);
    struct regime wxn = regime_decode(&(struct mmu_registers){.sctlr_el1 = 1U << 19}, 48, 16);

    ck_assert(!off.mmu_on && !off.wxn);
    ck_assert(!wxn.mmu_on && wxn.wxn);
    ck_assert(decode_tcr(BOTH_48).mmu_on);
}
END_TEST

START_TEST(dirty_state_needs_the_access_flag_in_hardware)
{
    struct mmu_registers regs = {.tcr_el1 = 1ULL << 39};
    struct regime access = regime_decode(&regs, 44, 16);

    regs.tcr_el1 = 1ULL << 40;
    struct regime alone = regime_decode(&regs, 44, 16);
    regs.tcr_el1 = 3ULL << 39;
    struct regime both = regime_decode(&regs, 44, 16);

    ck_assert(access.hardware_access && !access.hardware_dirty);
    ck_assert(!alone.hardware_access && !alone.hardware_dirty);
    ck_assert(both.hardware_access && both.hardware_dirty);
}
END_TEST

START_TEST(addresses_between_the_ranges_are_refused)
{
    static const struct {
        uint64_t tcr, va;
        bool inside;
        uint64_t canonical;
    } cases[] = {
        {BOTH_48, 0, true, 0},
        {BOTH_48, 0x0000ffffffffffff, true, 0x0000ffffffffffff},
        {BOTH_48, 0x0001000000000000, false, 0},
        {BOTH_48, 0xffff000000000000, true, 0xffff000000000000},
        {BOTH_48, 0xfffeffffffffffff, false, 0},
        {BOTH_48, 0x5a00000000001000, false, 0},
        {BOTH_48 | TBI0, 0x5a00000000001000, true, 0x1000},
        {BOTH_48 | TBI1, 0x5a00000000001000, false, 0},
        {BOTH_48 | TBI1, 0x5affffffffff1000, true, 0xffffffffffff1000},
        {BOTH_48 | TBI0, 0x5a01000000001000, false, 0},
        {T0SZ(25) | T1SZ(16), 0x0000008000000000, false, 0},
        {T0SZ(25) | T1SZ(16), 0x0000007fffffffff, true, 0x0000007fffffffff},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct regime r = decode_tcr(cases[i].tcr);
        va_t canonical = va(0x5555);
        bool inside = regime_canonical(&r, va(cases[i].va), &canonical);

        ck_assert_msg(inside == cases[i].inside, "case %zu", i);
        ck_assert_uint_eq(canonical.v, inside ? cases[i].canonical : 0x5555);
    }
}
END_TEST

START_TEST(flat_address_loses_an_ignored_tag_only)
{
    struct regime plain = decode_tcr(BOTH_48);
    struct regime tagged = decode_tcr(BOTH_48 | TBI0);

    ck_assert_uint_eq(regime_flat(&plain, va(0x5a00000040001234)).v, 0x5a00000040001234);
    ck_assert_uint_eq(regime_flat(&tagged, va(0x5a00000040001234)).v, 0x40001234);
}
END_TEST

int main(void)
{
    return suite_run(
        "regime",
        (const TTest *const[]){
            start_level_follows_size_and_granule, tg1_is_encoded_unlike_tg0,
            sizes_out_of_bounds_are_not_legal, table_base_is_cut_to_the_size_of_the_first_table,
            each_range_has_its_own_controls,
            asid_comes_from_the_selected_ttbr_in_the_selected_width,
            output_size_is_the_smaller_of_ips_and_machine, sctlr_switches_translation_and_wxn,
            dirty_state_needs_the_access_flag_in_hardware, addresses_between_the_ranges_are_refused,
            flat_address_loses_an_ignored_tag_only, NULL});
}
