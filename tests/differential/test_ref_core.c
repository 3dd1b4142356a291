/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What single instructions do to the judge, with no engine around it. */
#include "ref_core.h"

#include "suite.h"

#define PROBE 0x0c000000ULL
#define PC 0x4000ULL
#define HIGH 0xffff800000001000ULL

#define LDR_X0_X1 0xf9400020
#define STR_WZR_X1 0xb900003f
#define LDXR_X0_X1 0xc85f7c20
#define STXR_W2_X0_X1 0xc8027c20
#define CLREX 0xd5033f5f
#define TLBI_VAAE1_X1 0xd5088761
#define TLBI_VAE1IS_X1 0xd5088321
#define TLBI_ALLE1 0xd50c879f
#define MSR_TTBR0_X0 0xd5182000
#define ERET 0xd69f03e0
#define NOP 0xd503201f
#define LDRAA_X0_X1 0xf8200420

static struct ref_mmu mmu;
static struct ref_core core;
static uint32_t instruction;
static uint64_t x[32];
static unsigned misses;

/* Four tables, one a level, in pages 0..3; every address leads to page 4, which is code. */
static bool read_memory(void *ctx, uint64_t pa, uint64_t *ret_value)
{
    (void)ctx;
    *ret_value = pa < 0x4000 ? (pa >> 12 << 12) + 0x1000 + (1 << 10 | 3)
                             : (uint64_t)instruction << 32 | instruction;
    return true;
}

static uint64_t register_value(void *ctx, unsigned n)
{
    (void)ctx;
    return x[n];
}

static void note_miss(void *ctx, enum ref_side side, uint64_t va, bool in_l2)
{
    (void)ctx, (void)side, (void)va, (void)in_l2;
    misses++;
}

static void make(bool mmu_on)
{
    const struct ref_tlb_shape shape = {4, 0, REF_FIFO, 1 << 12};

    mmu = (struct ref_mmu){.read = read_memory, .missed = note_miss, .regime.tcr = 16 | 16 << 16};
    ref_tlb_init(&mmu.l1[REF_SIDE_I], &shape);
    ref_tlb_init(&mmu.l1[REF_SIDE_D], &shape);
    ref_tlb_init(&mmu.l2, &shape);
    core = (struct ref_core){.mmu = &mmu,
                             .mmu_on = mmu_on,
                             .probe = PROBE,
                             .probe_size = 4096,
                             .register_value = register_value,
                             .monitor = REF_NO_MONITOR};
    misses = 0;
}

static struct ref_step step(uint32_t insn, uint64_t x1)
{
    instruction = insn;
    x[1] = x1;
    return ref_core_step(&core, PC);
}

START_TEST(load_with_mmu_off_counts_and_hits)
{
    make(false);
    ck_assert_int_eq(step(LDR_X0_X1, 0x40000000).kind, REF_STEP_PLAIN);
    ck_assert_uint_eq(mmu.counts.instructions, 1);
    ck_assert_uint_eq(mmu.counts.data_accesses, 1);
    ck_assert_uint_eq(misses, 0);
}
END_TEST

START_TEST(load_with_mmu_on_misses_on_both_sides)
{
    struct ref_step s;

    make(true);
    s = step(LDR_X0_X1, 0x40000008);
    ck_assert_int_eq(s.access.kind, REF_ACCESS_LOAD);
    ck_assert_uint_eq(s.va, 0x40000008);
    ck_assert_uint_eq(misses, 2);
}
END_TEST

START_TEST(store_to_probe_counts_nothing)
{
    struct ref_step s;

    make(false);
    s = step(STR_WZR_X1, PROBE + 0x1c);
    ck_assert_int_eq(s.kind, REF_STEP_PROBE);
    ck_assert_uint_eq(s.pa, PROBE + 0x1c);
    ck_assert_uint_eq(mmu.counts.instructions + mmu.counts.data_accesses, 0);
}
END_TEST

START_TEST(store_beside_probe_counts)
{
    make(false);
    ck_assert_int_eq(step(STR_WZR_X1, PROBE + 0x1000).kind, REF_STEP_PLAIN);
    ck_assert_uint_eq(mmu.counts.data_accesses, 1);
}
END_TEST

/* What stands between LDXR of 0x1000 and STXR of store_at, and whether that stores. */
static const struct {
    uint32_t between;
    uint64_t store_at;
    bool stores;
} exclusives[] = {
    {NOP, 0x1000, true},        {NOP, 0x1008, false},
    {CLREX, 0x1000, false},     {STXR_W2_X0_X1, 0x1000, false},
    {ERET, 0x1000, false},      {LDR_X0_X1, 0x1000, true},
    {STR_WZR_X1, 0x1000, true},
};

START_TEST(store_exclusive_accesses_only_what_it_owns)
{
    struct ref_step s;

    make(true);
    step(LDXR_X0_X1, 0x1000);
    step(exclusives[_i].between, 0x1000);
    ref_mmu_invalidate(&mmu, (struct ref_tlbi){.reach = REF_ALL});
    misses = 0;
    s = step(STXR_W2_X0_X1, exclusives[_i].store_at);
    ck_assert_int_eq(s.access.kind != REF_ACCESS_NONE, exclusives[_i].stores);
    ck_assert_uint_eq(misses, exclusives[_i].stores ? 2 : 1); /* one is the fetch */
}
END_TEST

/* TLBI by address, its operand, and whether a load of `va` misses after it. */
static const struct {
    uint32_t insn;
    uint64_t va, operand;
    bool drops;
} invalidations[] = {
    {TLBI_VAAE1_X1, 0x40003000, 0x40003, true},
    {TLBI_VAAE1_X1, 0x40003000, 0x40004, false},
    {TLBI_VAAE1_X1, HIGH, HIGH >> 12 & 0xfffffffffff, true},
    {TLBI_VAAE1_X1, HIGH, 0x800000001, false}, /* the same bits below the top, low half */
    {TLBI_VAAE1_X1, 0x40003000, 0x40003 | 7ULL << 44, true}, /* [47:44]: 4K, level 3 */
    {TLBI_VAAE1_X1, 0x40003000, 0x40003 | 6ULL << 44, false}, /* 4K, level 2 */
    {TLBI_VAE1IS_X1, 0x40003000, 0x40003 | 7ULL << 48, true}, /* global */
};

START_TEST(tlbi_by_address_drops_that_page)
{
    make(true);
    step(LDR_X0_X1, invalidations[_i].va);
    step(invalidations[_i].insn, invalidations[_i].operand);
    misses = 0;
    step(LDR_X0_X1, invalidations[_i].va);
    ck_assert_uint_eq(misses, invalidations[_i].drops);
}
END_TEST

static const struct {
    uint32_t insn;
    enum ref_step_kind kind;
} others[] = {
    {NOP, REF_STEP_PLAIN},  {MSR_TTBR0_X0, REF_STEP_REGISTERS}, {TLBI_ALLE1, REF_STEP_STRAY},
    {ERET, REF_STEP_PLAIN}, {LDRAA_X0_X1, REF_STEP_STRAY},
};

START_TEST(step_tells_what_concerns_its_caller)
{
    make(false);
    ck_assert_int_eq(step(others[_i].insn, 0x1000).kind, others[_i].kind);
}
END_TEST

START_TEST(load_of_unmapped_address_aborts_and_is_an_access)
{
    make(true);
    ck_assert_int_eq(step(LDR_X0_X1, 1ULL << 52).kind, REF_STEP_ABORT);
    ck_assert_uint_eq(mmu.counts.instructions, 0);
    ck_assert_uint_eq(mmu.counts.data_accesses, 1);
}
END_TEST

START_TEST(fetch_from_unmapped_address_is_stray)
{
    make(true);
    ck_assert_int_eq(ref_core_step(&core, 1ULL << 52).kind, REF_STEP_STRAY);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        {load_with_mmu_off_counts_and_hits, 0},
        {load_with_mmu_on_misses_on_both_sides, 0},
        {store_to_probe_counts_nothing, 0},
        {store_beside_probe_counts, 0},
        {store_exclusive_accesses_only_what_it_owns, SUITE_COUNT(exclusives)},
        {tlbi_by_address_drops_that_page, SUITE_COUNT(invalidations)},
        {step_tells_what_concerns_its_caller, SUITE_COUNT(others)},
        {load_of_unmapped_address_aborts_and_is_an_access, 0},
        {fetch_from_unmapped_address_is_stray, 0},
        {NULL, 0},
    };

    return suite_run_rows("ref_core", tests);
}
