/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oracle_coverage.h"

#include <inttypes.h>

#include "oracle_rules.h"

static const char *const features[] = {
#define FEATURE(text, condition) text,
#include "oracle_coverage.def"
#undef FEATURE
};

#define FEATURE_COUNT (sizeof(features) / sizeof(features[0]))

_Static_assert(FEATURE_COUNT <= ORACLE_FEATURES_MAX, "more features than counters");

static enum oracle_outcome outcome_of(const struct oracle_answer *a)
{
    if (!a->fault) {
        return OUTCOME_MAPPED;
    }
    switch (a->status & ~3) {
    case STATUS_ADDRESS_SIZE:
        return OUTCOME_ADDRESS_SIZE;
    case STATUS_ACCESS_FLAG:
        return OUTCOME_ACCESS_FLAG;
    case STATUS_PERMISSION:
        return OUTCOME_PERMISSION;
    case STATUS_EXTERNAL_WALK:
        return OUTCOME_EXTERNAL_WALK;
    }
    return OUTCOME_TRANSLATION;
}

/* The attributes of all tables on the way. */
static uint64_t limits_of(const struct oracle_path *t)
{
    uint64_t limits = 0;

    for (unsigned i = 0; i + 1 < t->step_count; i++) {
        limits |= t->step[i].descriptor & DESC_TABLE_LIMITS;
    }
    return limits;
}

static void note_features(struct oracle_coverage *coverage, const struct oracle_trial *trial)
{
    const struct oracle_case *c = &trial->c;
    const struct oracle_path *t = &trial->path;
    const struct oracle_answer *a = &trial->expected;
    const struct oracle_step *last = &t->step[t->step_count == 0 ? 0 : t->step_count - 1];
    bool leaf = t->end == PATH_LEAF;
    bool flat = leaf && (c->tcr & TCR_HPD(t->range)) != 0;
    bool fetch = leaf && c->access == ORACLE_FETCH;
    bool write = leaf && c->access == ORACLE_WRITE;
    bool run = oracle_is_run(c);
    bool wxn = (c->sctlr & SCTLR_WXN) != 0;
    bool permission = a->fault && outcome_of(a) == OUTCOME_PERMISSION;
    uint64_t leaf_bits = leaf ? last->descriptor : 0;
    uint64_t limits = leaf ? limits_of(t) : 0;
    unsigned el = leaf ? oracle_effective_el(c) : 2, ap = leaf_bits >> DESC_AP_SHIFT & 3;
    unsigned i = 0;

#define FEATURE(text, condition) coverage->feature[i++] += (condition) ? 1 : 0;
#include "oracle_coverage.def"
#undef FEATURE
}

static unsigned level_of(const struct oracle_trial *trial)
{
    return trial->expected.fault ? trial->expected.status & 3U : trial->path.level;
}

void oracle_coverage_note(struct oracle_coverage *coverage, const struct oracle_trial *trial)
{
    const struct oracle_case *c = &trial->c;
    const struct oracle_path *t = &trial->path;

    coverage->how[c->how][c->access][c->el][!trial->expected.fault]++;
    if (t->end != PATH_MMU_OFF) {
        coverage->outcome[outcome_of(&trial->expected)][level_of(trial)][t->granule]++;
    }
    note_features(coverage, trial);
}

/* Whether a walk with 48 bits can come to it. */
static bool outcome_possible(enum oracle_outcome outcome, unsigned level, unsigned granule)
{
    switch (outcome) {
    case OUTCOME_MAPPED:
    case OUTCOME_ACCESS_FLAG:
    case OUTCOME_PERMISSION:
        return level >= 2 || (level == 1 && granule == 0);
    case OUTCOME_EXTERNAL_WALK:
        return level >= 1 || granule < 2; /* 64K begins at level 1 */
    case OUTCOME_TRANSLATION:
    case OUTCOME_ADDRESS_SIZE:
    case OUTCOME_COUNT:
        break;
    }
    return true;
}

static unsigned print_outcomes(const struct oracle_coverage *coverage, FILE *out)
{
    static const char *const names[OUTCOME_COUNT] = {
        "mapped", "translation", "address size", "access flag", "permission", "external, walk",
    };
    unsigned missing = 0;

    fprintf(out, "# %-16s level %11s %11s %11s\n", "outcome", "4K", "16K", "64K");
    for (unsigned o = 0; o < OUTCOME_COUNT; o++) {
        for (unsigned level = 0; level < 4; level++) {
            const uint64_t *count = coverage->outcome[o][level];

            fprintf(out, "# %-16s %5u %11" PRIu64 " %11" PRIu64 " %11" PRIu64 "\n", names[o], level,
                    count[0], count[1], count[2]);
            for (unsigned g = 0; g < 3; g++) {
                missing += outcome_possible((enum oracle_outcome)o, level, g) && count[g] == 0;
            }
        }
    }
    return missing;
}

static bool how_possible(unsigned how, unsigned access, unsigned el)
{
    bool run = how == ORACLE_RUN;

    return (access != ORACLE_FETCH || run) && (el == 1 || run || how == ORACLE_AT);
}

static unsigned print_hows(const struct oracle_coverage *coverage, FILE *out)
{
    static const char *const hows[ORACLE_HOW_COUNT] = {"AT", "AT, PAN", "run", "run LDTR, STTR"};
    static const char *const accesses[ORACLE_ACCESS_COUNT] = {"fetch", "read", "write"};
    unsigned missing = 0;

    fprintf(out, "# %-16s %-6s EL %11s %11s\n", "asked by", "access", "denied", "allowed");
    for (unsigned i = 0; i < ORACLE_HOW_COUNT * ORACLE_ACCESS_COUNT * 2; i++) {
        unsigned how = i / (ORACLE_ACCESS_COUNT * 2), access = i / 2 % ORACLE_ACCESS_COUNT;
        const uint64_t *count = coverage->how[how][access][i % 2];

        if (how_possible(how, access, i % 2)) {
            fprintf(out, "# %-16s %-6s %2u %11" PRIu64 " %11" PRIu64 "\n", hows[how],
                    accesses[access], i % 2, count[0], count[1]);
            missing += (count[0] == 0) + (count[1] == 0);
        }
    }
    return missing;
}

static unsigned print_features(const struct oracle_coverage *coverage, FILE *out)
{
    unsigned missing = 0;

    for (unsigned i = 0; i < FEATURE_COUNT; i++) {
        fprintf(out, "# %-34s %11" PRIu64 "\n", features[i], coverage->feature[i]);
        missing += coverage->feature[i] == 0;
    }
    return missing;
}

unsigned oracle_coverage_print(const struct oracle_coverage *coverage, FILE *out)
{
    return print_outcomes(coverage, out) + print_hows(coverage, out) +
           print_features(coverage, out);
}
