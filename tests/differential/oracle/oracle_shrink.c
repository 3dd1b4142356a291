/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oracle_shrink.h"

#include <inttypes.h>
#include <stddef.h>

/* The numbers of a case, the less telling first. */
static uint64_t *number(struct oracle_case *c, unsigned i)
{
    uint64_t *numbers[] = {
        &c->mair,          &c->ttbr[0],       &c->ttbr[1], &c->descriptor[0], &c->descriptor[1],
        &c->descriptor[2], &c->descriptor[3], &c->va,      &c->tcr,           &c->sctlr};

    return i < sizeof(numbers) / sizeof(numbers[0]) ? numbers[i] : NULL;
}

/* Takes over the candidate when it differs, too. */
static bool take(struct oracle_world *world, const struct oracle_case *candidate,
                 struct oracle_trial *best)
{
    struct oracle_trial trial = oracle_trial(world, candidate);

    if (trial.difference == NULL) {
        return false;
    }
    *best = trial;
    return true;
}

static bool clear_bits(struct oracle_world *world, unsigned i, struct oracle_trial *best)
{
    bool progress = false;

    for (unsigned bit = 0; bit < 64; bit++) {
        struct oracle_case candidate = best->c;
        uint64_t *n = number(&candidate, i);

        if ((*n >> bit & 1) != 0) {
            *n &= ~(1ULL << bit);
            progress |= take(world, &candidate, best);
        }
    }
    return progress;
}

static bool clear_number(struct oracle_world *world, unsigned i, struct oracle_trial *best)
{
    struct oracle_case candidate = best->c;

    if (*number(&candidate, i) == 0) {
        return false;
    }
    *number(&candidate, i) = 0;
    return take(world, &candidate, best) || clear_bits(world, i, best);
}

static bool simplify_question(struct oracle_world *world, struct oracle_trial *best)
{
    struct oracle_case candidate = best->c;
    bool progress = false;

    if (candidate.pan) {
        candidate.pan = false;
        progress = take(world, &candidate, best);
    }
    candidate = best->c;
    if (candidate.how != ORACLE_AT && candidate.access != ORACLE_FETCH) {
        candidate.how = ORACLE_AT;
        progress |= take(world, &candidate, best);
    }
    candidate = best->c;
    if (candidate.access == ORACLE_WRITE) {
        candidate.access = ORACLE_READ;
        progress |= take(world, &candidate, best);
    }
    return progress;
}

struct oracle_trial oracle_shrink(struct oracle_world *world, const struct oracle_trial *trial)
{
    struct oracle_trial best = *trial;
    bool progress = true;

    while (progress) {
        progress = simplify_question(world, &best);
        for (unsigned i = 0; number(&best.c, i) != NULL; i++) {
            progress |= clear_number(world, i, &best);
        }
    }
    return best;
}

static void show_answer(const char *who, const struct oracle_case *c, const struct oracle_answer *a,
                        FILE *out)
{
    if (!a->fault) {
        fprintf(out, "# %-10s mapped to 0x%" PRIx64 ", ATTR 0x%02x, SH %u\n", who, a->pa, a->attr,
                a->shareability);
    } else if (oracle_is_run(c)) {
        fprintf(out, "# %-10s fault 0x%02x, ESR 0x%08x, FAR 0x%" PRIx64 "\n", who, a->status,
                a->esr, a->far);
    } else {
        fprintf(out, "# %-10s fault 0x%02x\n", who, a->status);
    }
}

static void show_tables(const struct oracle_path *t, FILE *out)
{
    static const char *const granules[3] = {"4K", "16K", "64K"};

    for (unsigned i = 0; i < t->step_count; i++) {
        fprintf(out, "# level %u, %s: descriptor 0x%016" PRIx64 " at 0x%" PRIx64 "\n",
                t->first_level + i, granules[t->granule], t->step[i].descriptor, t->step[i].pa);
    }
}

void oracle_show(const struct oracle_trial *trial, FILE *out)
{
    static const char *const hows[ORACLE_HOW_COUNT] = {"AT", "AT with PAN", "run", "LDTR, STTR"};
    static const char *const accesses[ORACLE_ACCESS_COUNT] = {"fetch", "read", "write"};
    const struct oracle_case *c = &trial->c;

    fprintf(out, "# differ in: %s\n", trial->difference);
    fprintf(out, "# %s: %s at EL%u of 0x%016" PRIx64 ", PAN %d, %u bits of physical address\n",
            hows[c->how], accesses[c->access], c->el, c->va, c->pan, c->pa_bits);
    fprintf(out, "# SCTLR_EL1 0x%" PRIx64 " TCR_EL1 0x%016" PRIx64 "\n", c->sctlr, c->tcr);
    fprintf(out, "# TTBR0_EL1 0x%" PRIx64 " TTBR1_EL1 0x%" PRIx64 " MAIR_EL1 0x%" PRIx64 "\n",
            c->ttbr[0], c->ttbr[1], c->mair);
    show_tables(&trial->path, out);
    show_answer("QEMU:", c, &trial->expected, out);
    show_answer("mmulator:", c, &trial->actual, out);
}
