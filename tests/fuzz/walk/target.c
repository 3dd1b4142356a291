/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Garbage in every register and table: libFuzzer's bytes become a machine,
 * SCTLR, TCR, the TTBRs, MAIR, page tables and a sequence of accesses and
 * TLBIs. The MMU must neither crash nor read where no memory is: every read is
 * aligned, below the size of physical addresses, and few of them make a walk.
 * What its header promises of the mirror and of peeking must hold as well.
 *
 *   machine (2 bytes), registers (5 x 8), table words - 1 (1), words (8 each),
 *   then operations of 1 + 8 bytes
 *
 * The words repeat through all of physical memory below 2^47, so that table
 * addresses of any kind lead on; reads above abort.
 */
#include "../fuzz_input.h"
#include "mmu.h"

#include <stdlib.h>

#define RAM_BITS 47
#define READS_MAX 4 /* of one walk: levels 0 to 3 */
#define WORDS_MAX 256
#define OPERATIONS_MAX 64

struct world {
    struct mmu *mmu;
    struct machine_config config;
    struct mmu_registers regs;
    uint64_t word[WORDS_MAX];
    unsigned word_count;
    /* Of the call under way: */
    unsigned reads;
    bool updatable; /* it may yet write a descriptor */
};

static bool read64(void *ctx, pa_t pa, uint64_t *ret_value)
{
    struct world *w = ctx;

    FUZZ_REQUIRE(pa.v % 8 == 0 && pa.v >> w->config.pa_bits == 0);
    FUZZ_REQUIRE(++w->reads <= READS_MAX);
    if (pa.v >> RAM_BITS != 0) {
        return false;
    }
    *ret_value = w->word[pa.v / 8 % w->word_count];
    return true;
}

/* Access flag and dirty state: at most one of the words just read is updated. */
static bool cas64(void *ctx, pa_t pa, uint64_t expected, uint64_t desired)
{
    struct world *w = ctx;
    uint64_t *word = &w->word[pa.v / 8 % w->word_count];

    FUZZ_REQUIRE(pa.v % 8 == 0 && pa.v >> w->config.pa_bits == 0 && w->updatable);
    FUZZ_REQUIRE(w->reads > 0 && *word == expected && desired != expected);
    *word = desired;
    w->updatable = false;
    return true;
}

static const struct tlb_config *l1_of(const struct world *w, enum tlb_side side)
{
    return side == TLB_SIDE_I ? &w->config.l1i : &w->config.l1d;
}

static void l1_removed(void *ctx, enum tlb_side side, unsigned slot)
{
    const struct world *w = ctx;

    FUZZ_REQUIRE(slot < l1_of(w, side)->entries);
}

static void begin_call(struct world *w, bool updatable)
{
    w->reads = 0;
    w->updatable = updatable;
}

static void take_policies(struct machine_config *config, uint64_t choice)
{
    config->l1i.policy = config->l1d.policy = (choice & 1) != 0 ? REPL_RANDOM : REPL_FIFO;
    config->l2.policy = choice >> 1 & 3;
    config->walkcache.policy = choice >> 3 & 3;
    config->l1d.sizes = (choice & 32) != 0 ? SIZE_4K : config->l1d.sizes;
    config->l2.sizes = (choice & 64) != 0 ? SIZE_4K | SIZE_2M : config->l2.sizes;
}

static struct machine_config take_machine(struct fuzz_input *in)
{
    static const uint8_t pa_bits[] = {32, 36, 40, 48};
    struct machine_config config = machine_config_default();
    uint64_t choice = fuzz_take(in, 1);

    config.pa_bits = pa_bits[choice & 3];
    config.asid_bits = (choice & 4) != 0 ? 8 : 16;
    config.l1i.entries = config.l1d.entries = (choice & 8) != 0 ? 2 : 8;
    config.l2.entries = (choice & 16) != 0 ? 0 : 8;
    config.l2.ways = (choice & 32) != 0 ? 0 : 2;
    config.walkcache.entries = (choice & 64) != 0 ? 0 : 4;
    config.walkcache.ways = (choice & 32) != 0 ? 0 : 2;
    take_policies(&config, fuzz_take(in, 1));
    return config;
}

static void take_registers(struct world *w, struct fuzz_input *in)
{
    w->regs = (struct mmu_registers){
        .sctlr_el1 = fuzz_take(in, 8),
        .tcr_el1 = fuzz_take(in, 8),
        .ttbr0_el1 = fuzz_take(in, 8),
        .ttbr1_el1 = fuzz_take(in, 8),
        .mair_el1 = fuzz_take(in, 8),
    };
    mmu_set_registers(w->mmu, &w->regs);
}

static void take_tables(struct world *w, struct fuzz_input *in)
{
    w->word_count = (unsigned)fuzz_take(in, 1) + 1;
    for (unsigned i = 0; i < w->word_count; i++) {
        w->word[i] = fuzz_take(in, 8);
    }
}

static bool same_answer(const struct mmu_reply *a, const struct mmu_reply *b)
{
    return a->outcome == b->outcome &&
           (a->outcome == MMU_FAULT ? fault_status_code(&a->fault) == fault_status_code(&b->fault)
                                    : a->pa.v == b->pa.v && a->rights == b->rights);
}

static bool allows(const struct mmu_reply *reply, enum access access)
{
    switch (access) {
    case ACCESS_FETCH:
        return reply->rights == PERM_EXECUTE;
    case ACCESS_READ:
        return (reply->rights & (PERM_READ | PERM_EXECUTE)) == PERM_READ;
    case ACCESS_WRITE:
        return (reply->rights & (PERM_WRITE | PERM_EXECUTE)) == PERM_WRITE;
    }
    return false;
}

/* What is mapped stays so, is held by the L1, and asking again leaves no trace. */
static void check_mapped(struct world *w, const struct mmu_request *req,
                         const struct mmu_reply *reply)
{
    enum tlb_side side = req->access == ACCESS_FETCH ? TLB_SIDE_I : TLB_SIDE_D;

    /* A contiguous run that is larger than the physical addresses may lead past their end. */
    FUZZ_REQUIRE(reply->pa.v >> 48 == 0 && allows(reply, req->access));
    if (!reply->mirrored) {
        return;
    }
    FUZZ_REQUIRE(reply->slot < l1_of(w, side)->entries);
    begin_call(w, false);
    struct mmu_reply again = mmu_translate(w->mmu, req);

    FUZZ_REQUIRE(w->reads == 0 && !again.missed && again.cycles == 0 && again.slot == reply->slot);
    FUZZ_REQUIRE(same_answer(reply, &again));
}

static void access_memory(struct world *w, const struct mmu_request *req)
{
    begin_call(w, false);
    struct mmu_reply told = mmu_peek(w->mmu, req);

    begin_call(w, true);
    struct mmu_reply done = mmu_translate(w->mmu, req);

    FUZZ_REQUIRE(same_answer(&told, &done));
    if (done.outcome == MMU_MAPPED) {
        check_mapped(w, req, &done);
    }
    FUZZ_REQUIRE(mmu_l1_count(w->mmu, TLB_SIDE_I) <= w->config.l1i.entries);
    FUZZ_REQUIRE(mmu_l1_count(w->mmu, TLB_SIDE_D) <= w->config.l1d.entries);
}

/* Both look at the tables alone. */
static void ask_tables(struct world *w, const struct mmu_request *req)
{
    begin_call(w, false);
    struct mmu_reply peeked = mmu_peek_tables(w->mmu, req);

    begin_call(w, false);
    struct mmu_reply walked = mmu_address_translate(w->mmu, req);

    FUZZ_REQUIRE(peeked.outcome == walked.outcome);
    FUZZ_REQUIRE(peeked.outcome == MMU_FAULT
                     ? fault_status_code(&peeked.fault) == fault_status_code(&walked.fault)
                     : peeked.pa.v == walked.pa.v);
}

static void invalidate(struct world *w, uint64_t code, uint64_t operand)
{
    struct tlbi op;

    begin_call(w, false);
    if (tlbi_decode(0, code >> 3 & 15, code & 7, operand, &op)) {
        mmu_invalidate(w->mmu, &op);
    }
    FUZZ_REQUIRE(w->reads == 0);
}

/* An operation's first byte: what, by whom and how; the rest is its operand. */
static void operate(struct world *w, struct fuzz_input *in)
{
    uint64_t code = fuzz_take(in, 1), operand = fuzz_take(in, 8);
    struct mmu_request req = {
        .va = va(operand),
        .access = (enum access)(code >> 2 & 3) % 3,
        .el = code >> 4 & 1,
        .pan = (code & 0x20) != 0,
        .unprivileged = (code & 0x50) == 0x50 && (code >> 2 & 3) % 3 != ACCESS_FETCH,
    };

    if ((code & 0x80) != 0) {
        invalidate(w, code & 0x7f, operand);
    } else if ((code & 3) == 3) {
        w->word[code >> 2 & 31] = operand;
    } else if ((code & 3) == 2) {
        ask_tables(w, &req);
    } else if ((code & 0x60) == 0x60) {
        take_registers(w, in);
    } else {
        access_memory(w, &req);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = {data, size};
    struct sink_list sinks = {.count = 0};
    struct event_source source = {.sinks = &sinks};
    struct world w = {.config = take_machine(&in)};
    const char *key, *reason;
    struct mmu_env env = {.read64 = read64, .cas64 = cas64, .l1_removed = l1_removed, .ctx = &w};

    if (!machine_config_validate(&w.config, &key, &reason)) {
        return 0;
    }
    w.mmu = mmu_create(&w.config, &env, &source);
    if (w.mmu == NULL) {
        return 0;
    }
    take_registers(&w, &in);
    take_tables(&w, &in);
    for (unsigned i = 0; i < OPERATIONS_MAX && in.left > 0; i++) {
        operate(&w, &in);
    }
    mmu_destroy(w.mmu);
    return 0;
}
