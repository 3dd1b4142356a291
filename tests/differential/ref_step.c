/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ref_step [--set KEY=VALUE]... [--mutate FAULT] [--check] IMAGE
 *
 * The judge: runs a guest one instruction at a time and prints what the TLBs
 * of a machine must have done, from plain lists:
 *
 *   miss i|d hit|walk ADDRESS     each L1 miss in order: side, what the L2 had, page
 *   count NAME VALUE              counters under the names of the product
 *
 * --set takes the tlb.* keys of machine files. A walk always reads every level
 * (walkcache.entries=0). --mutate makes it judge wrongly on purpose, to show
 * that a comparison notices.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ref_engine.h"
#include "ref_shape.h"

static void print_miss(void *ctx, enum ref_side side, uint64_t va, bool in_l2)
{
    (void)ctx;
    printf("miss %c %s 0x%llx\n", side == REF_SIDE_I ? 'i' : 'd', in_l2 ? "hit" : "walk",
           (unsigned long long)(va >> 12 << 12));
}

static void print_count(const char *name, uint64_t value)
{
    printf("count %s %llu\n", name, (unsigned long long)value);
}

static void print_counts(const struct ref_counts *counts)
{
    uint64_t misses = counts->miss[REF_SIDE_I] + counts->miss[REF_SIDE_D];

    print_count("instructions", counts->instructions);
    print_count("tlb.l1i.access", counts->instructions);
    print_count("tlb.l1i.hit", counts->instructions - counts->miss[REF_SIDE_I]);
    print_count("tlb.l1i.miss", counts->miss[REF_SIDE_I]);
    print_count("tlb.l1d.access", counts->data_accesses);
    print_count("tlb.l1d.hit", counts->data_accesses - counts->miss[REF_SIDE_D]);
    print_count("tlb.l1d.miss", counts->miss[REF_SIDE_D]);
    print_count("tlb.l2.access", misses);
    print_count("tlb.l2.hit", misses - counts->l2_miss);
    print_count("tlb.l2.miss", counts->l2_miss);
    print_count("walk.count", counts->l2_miss);
    print_count("walk.descriptor_reads", counts->descriptor_reads);
}

static bool mutate(struct ref_mmu *mmu, struct ref_shapes *shapes, const char *fault)
{
    if (strcmp(fault, "lru") == 0) {
        shapes->l1i.policy = shapes->l1d.policy = REF_LRU;
    } else if (strcmp(fault, "store") == 0) {
        mmu->store_once = true;
    } else if (strcmp(fault, "tlbi") == 0) {
        mmu->tlbi_part_only = true;
    } else {
        fprintf(stderr, "ref_step: --mutate takes lru, store or tlbi\n");
        return false;
    }
    return true;
}

static bool parse(int argc, char **argv, struct ref_mmu *mmu, struct ref_shapes *shapes,
                  struct ref_engine_options *options)
{
    static const struct option longs[] = {{"set", required_argument, NULL, 's'},
                                          {"mutate", required_argument, NULL, 'm'},
                                          {"check", no_argument, NULL, 'c'},
                                          {0}};
    bool ok = true;

    for (int c; ok && (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        switch (c) {
        case 's':
            ok = ref_shape_set(shapes, optarg);
            break;
        case 'm':
            ok = mutate(mmu, shapes, optarg);
            break;
        case 'c':
            options->check = true;
            break;
        default:
            ok = false;
        }
    }
    return ok && optind == argc - 1;
}

int main(int argc, char **argv)
{
    static struct ref_mmu mmu;
    struct ref_shapes shapes = ref_shape_default();
    struct ref_engine_options options = {.max_instructions = 10000000};

    if (!parse(argc, argv, &mmu, &shapes, &options)) {
        fprintf(stderr, "usage: ref_step [--set KEY=VALUE]... [--mutate FAULT] [--check] IMAGE\n");
        return 2;
    }
    ref_tlb_init(&mmu.l1[REF_SIDE_I], &shapes.l1i);
    ref_tlb_init(&mmu.l1[REF_SIDE_D], &shapes.l1d);
    ref_tlb_init(&mmu.l2, &shapes.l2);
    mmu.missed = print_miss;
    if (!ref_engine_run(&mmu, argv[optind], &options)) {
        return 1;
    }
    print_counts(&mmu.counts);
    return 0;
}
