/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ref_step [--set KEY=VALUE]... [--cpus N] [--seed N] [--mutate FAULT] [--check] [--counts]
 * [--words] IMAGE
 *
 * The judge: runs a guest one instruction at a time and prints what the TLBs
 * of a machine must have done, from plain lists:
 *
 *   miss i|d hit|walk ADDRESS     each L1 miss in order: side, what the L2 had, page
 *   word HEX                      with --words: each instruction executed, in order
 *   count NAME VALUE              counters under the names of the product, summed over the cores
 *
 * --set takes the tlb.*, walkcache.* and cost.walk.* keys of machine files.
 * --counts leaves the misses out. --mutate makes it judge wrongly on purpose,
 * to show that a comparison notices.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ref_core.h"
#include "ref_machine.h"
#include "ref_shape.h"

struct judge {
    struct ref_shapes shapes;
    struct ref_machine_options options;
    const char *fault; /* --mutate */
    bool counts_only, words;
    uint64_t seed; /* of random replacement */
    struct ref_mmu mmu[REF_CORES_MAX];
};

static void print_miss(void *ctx, enum ref_side side, uint64_t va, bool in_l2)
{
    const struct judge *judge = ctx;

    if (!judge->counts_only) {
        printf("miss %c %s 0x%llx\n", side == REF_SIDE_I ? 'i' : 'd', in_l2 ? "hit" : "walk",
               (unsigned long long)(va >> 12 << 12));
    }
}

static void print_word(void *ctx, uint32_t insn)
{
    (void)ctx;
    printf("word %08x\n", insn);
}

static void print_count(const char *name, uint64_t value)
{
    printf("count %s %llu\n", name, (unsigned long long)value);
}

/* A level of the TLBs: NAME.access, .hit, .miss and .evict. */
static void print_level(const char *name, uint64_t access, uint64_t miss, uint64_t evict)
{
    const struct {
        const char *what;
        uint64_t value;
    } lines[] = {{"access", access}, {"hit", access - miss}, {"miss", miss}, {"evict", evict}};

    for (unsigned i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        printf("count %s.%s %llu\n", name, lines[i].what, (unsigned long long)lines[i].value);
    }
}

static struct ref_counts sum_counts(const struct judge *judge, uint64_t *ret_evict)
{
    struct ref_counts sum = {0};

    for (unsigned i = 0; i < judge->options.cpus; i++) {
        const struct ref_mmu *mmu = &judge->mmu[i];

        sum.instructions += mmu->counts.instructions;
        sum.data_accesses += mmu->counts.data_accesses;
        sum.miss[REF_SIDE_I] += mmu->counts.miss[REF_SIDE_I];
        sum.miss[REF_SIDE_D] += mmu->counts.miss[REF_SIDE_D];
        sum.l2_miss += mmu->counts.l2_miss;
        sum.descriptor_reads += mmu->counts.descriptor_reads;
        sum.walkcache_hit += mmu->counts.walkcache_hit;
        sum.walkcache_miss += mmu->counts.walkcache_miss;
        sum.desccache_hit += mmu->counts.desccache_hit;
        sum.desccache_miss += mmu->counts.desccache_miss;
        ret_evict[0] += mmu->l1[REF_SIDE_I].evictions;
        ret_evict[1] += mmu->l1[REF_SIDE_D].evictions;
        ret_evict[2] += mmu->l2.evictions;
    }
    return sum;
}

/* A fetch that misses the descriptor cache costs walk_miss, every other walk_read. */
static uint64_t walk_cycles(const struct ref_shapes *shapes, const struct ref_counts *counts)
{
    return counts->l2_miss * shapes->walk_fixed + counts->desccache_miss * shapes->walk_miss +
           (counts->descriptor_reads - counts->desccache_miss) * shapes->walk_read;
}

static void print_counts(const struct judge *judge)
{
    uint64_t evict[3] = {0};
    struct ref_counts counts = sum_counts(judge, evict);

    print_count("instructions", counts.instructions);
    print_level("tlb.l1i", counts.instructions, counts.miss[REF_SIDE_I], evict[0]);
    print_level("tlb.l1d", counts.data_accesses, counts.miss[REF_SIDE_D], evict[1]);
    print_level("tlb.l2", counts.miss[REF_SIDE_I] + counts.miss[REF_SIDE_D], counts.l2_miss,
                evict[2]);
    print_count("walk.count", counts.l2_miss);
    print_count("walk.descriptor_reads", counts.descriptor_reads);
    print_count("walk.cycles", walk_cycles(&judge->shapes, &counts));
    print_count("walkcache.hit", counts.walkcache_hit);
    print_count("walkcache.miss", counts.walkcache_miss);
    if (judge->shapes.desccache.entries != 0) {
        print_count("desccache.hit", counts.desccache_hit);
        print_count("desccache.miss", counts.desccache_miss);
    }
}

static enum ref_policy other_policy(enum ref_policy policy)
{
    return policy == REF_LRU ? REF_FIFO : REF_LRU;
}

/* Every array of that policy has another one. */
static void exchange(struct ref_shapes *shapes, enum ref_policy policy, enum ref_policy by)
{
    struct ref_tlb_shape *const arrays[] = {&shapes->l1i, &shapes->l1d, &shapes->l2,
                                            &shapes->walkcache, &shapes->desccache};

    for (unsigned i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        if (arrays[i]->policy == policy) {
            arrays[i]->policy = by;
        }
    }
}

/* One rule, broken on purpose. */
static bool mutate(struct judge *judge)
{
    const char *fault = judge->fault;
    struct ref_shapes *shapes = &judge->shapes;

    if (strcmp(fault, "lru") == 0) {
        shapes->l1i.policy = shapes->l1d.policy = REF_LRU;
    } else if (strcmp(fault, "l2-policy") == 0) {
        shapes->l2.policy = other_policy(shapes->l2.policy);
    } else if (strcmp(fault, "walkcache-policy") == 0) {
        shapes->walkcache.policy = other_policy(shapes->walkcache.policy);
    } else if (strcmp(fault, "desccache-policy") == 0) {
        shapes->desccache.policy = other_policy(shapes->desccache.policy);
    } else if (strcmp(fault, "desccache-line") == 0) {
        shapes->desccache_line *= 2;
    } else if (strcmp(fault, "plru") == 0) {
        exchange(shapes, REF_PLRU, REF_LRU);
    } else if (strcmp(fault, "random") == 0) {
        judge->seed++;
    } else if (strcmp(fault, "deaf") == 0) {
        judge->options.deaf = true;
    } else if (strcmp(fault, "store") != 0 && strcmp(fault, "tlbi") != 0 &&
               strcmp(fault, "last-level") != 0) {
        fprintf(stderr, "ref_step: --mutate takes lru, l2-policy, walkcache-policy, "
                        "desccache-policy, desccache-line, plru, random, deaf, store, tlbi or "
                        "last-level\n");
        return false;
    }
    return true;
}

static void make_mmu(struct judge *judge, unsigned core)
{
    struct ref_mmu *mmu = &judge->mmu[core];

    ref_tlb_init(&mmu->l1[REF_SIDE_I], &judge->shapes.l1i);
    ref_tlb_init(&mmu->l1[REF_SIDE_D], &judge->shapes.l1d);
    ref_tlb_init(&mmu->l2, &judge->shapes.l2);
    ref_wcache_init(&mmu->tables, &judge->shapes.walkcache, judge->shapes.walkcache_levels);
    ref_desccache_init(&mmu->descriptors, &judge->shapes.desccache, judge->shapes.desccache_line);
    ref_mmu_seed(mmu, ref_ways_seed_of(judge->seed, core));
    mmu->missed = print_miss;
    mmu->missed_ctx = judge;
    mmu->executed = judge->words ? print_word : NULL;
    mmu->store_once = strcmp(judge->fault, "store") == 0;
    mmu->tlbi_part_only = strcmp(judge->fault, "tlbi") == 0;
    mmu->tables.drop_on_last_level = strcmp(judge->fault, "last-level") == 0;
}

static bool parse_cpus(const char *text, unsigned *ret)
{
    *ret = (unsigned)strtoul(text, NULL, 10);
    return *ret >= 1 && *ret <= REF_CORES_MAX;
}

static bool parse(int argc, char **argv, struct judge *judge)
{
    static const struct option longs[] = {
        {"set", required_argument, NULL, 's'},  {"mutate", required_argument, NULL, 'm'},
        {"cpus", required_argument, NULL, 'n'}, {"seed", required_argument, NULL, 'r'},
        {"check", no_argument, NULL, 'c'},      {"counts", no_argument, NULL, 'q'},
        {"words", no_argument, NULL, 'w'},      {0}};
    bool ok = true;

    for (int c; ok && (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        switch (c) {
        case 's':
            ok = ref_shape_set(&judge->shapes, optarg);
            break;
        case 'm':
            judge->fault = optarg;
            break;
        case 'n':
            ok = parse_cpus(optarg, &judge->options.cpus);
            break;
        case 'r':
            judge->seed = strtoull(optarg, NULL, 0);
            break;
        case 'c':
            judge->options.check = true;
            break;
        case 'q':
            judge->counts_only = true;
            break;
        case 'w':
            judge->words = true;
            break;
        default:
            ok = false;
        }
    }
    return ok && optind == argc - 1 && (judge->fault[0] == '\0' || mutate(judge));
}

int main(int argc, char **argv)
{
    static struct judge judge;

    judge.shapes = ref_shape_default();
    judge.options = (struct ref_machine_options){.cpus = 1, .max_instructions = 1000000000};
    judge.fault = "";
    judge.seed = 1;
    if (!parse(argc, argv, &judge)) {
        fprintf(stderr,
                "usage: ref_step [--set KEY=VALUE]... [--cpus N] [--seed N] [--mutate FAULT] "
                "[--check] [--counts] [--words] IMAGE\n");
        return 2;
    }
    for (unsigned i = 0; i < judge.options.cpus; i++) {
        make_mmu(&judge, i);
    }
    if (!ref_machine_run(judge.mmu, argv[optind], &judge.options)) {
        return 1;
    }
    print_counts(&judge);
    return 0;
}
