/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole MMU, slow and plain, to judge the real one by: every array is a list
 * that is searched from end to end, a walk is a recursion. It is written from
 * the rules (emu/mmu.h, Arm ARM), not from emu's sources, and shares only the
 * vocabulary of requests and events. 4K granule, 48 bits in both ranges.
 *
 * Events are those of emu without `slot`, which is no rule but a detail.
 */
#pragma once

#include "mmu.h"

#define MODEL_EVENTS_MAX 1024

/* A translation, or the part of one that a TLB holds. */
struct model_entry {
    uint64_t va, pa;
    unsigned size, block; /* log2 bytes of the part and of the whole */
    unsigned level;
    uint16_t asid;
    bool global;
    bool el0, read_only, pxn, uxn; /* what is left after the tables' limits */
    enum tlb_side side;
    uint64_t filled; /* when: a running number */
};

/* What the tables above take away. */
struct model_limits {
    bool no_el0, read_only, pxn, uxn;
};

/* A table descriptor that was read: the table below it. */
struct model_table {
    uint64_t va; /* first address below it */
    unsigned level; /* of the descriptor */
    uint16_t asid;
    uint64_t next;
    struct model_limits limits; /* of this one and all above */
};

#define MODEL_LIST_MAX 256

/* Either kind of item, the one to leave first at index 0 of its set. */
struct model_item {
    struct model_entry entry;
    struct model_table table;
    uint64_t set;
};

struct model_list {
    struct model_item item[MODEL_LIST_MAX];
    unsigned count, ways, sets;
    bool lru;
    uint64_t sizes;
};

struct model_walk {
    bool found;
    struct model_entry entry; /* found */
    enum fault_kind fault; /* not found */
    unsigned fault_level;
    unsigned reads;
    struct event_walk trace; /* steps */
    struct model_table table[4]; /* descriptors read that led on */
    unsigned table_count;
};

struct mmu_model {
    struct machine_config config;
    struct mmu_registers regs;
    bool (*read64)(void *ctx, pa_t pa, uint64_t *ret_value);
    bool (*bypass)(void *ctx, pa_t pa);
    void *ctx;
    struct model_list l1[2], l2, tables;
    struct model_list lines; /* descriptor lines by number, in table.next */
    uint64_t fills;
    struct event event[MODEL_EVENTS_MAX];
    unsigned event_count;
};

void mmu_model_init(struct mmu_model *m, const struct machine_config *config);

/* One access; its events replace those of the call before. `slot` of the reply is 0. */
struct mmu_reply mmu_model_translate(struct mmu_model *m, const struct mmu_request *req);

/* One invalidation; the same. Returns the entries dropped. */
unsigned mmu_model_invalidate(struct mmu_model *m, const struct tlbi *op);

/* mmu_model_list.c: the lists. */
void model_list_init(struct model_list *list, const struct tlb_config *config);
/* The item that answers, or -1. */
int model_list_find_entry(const struct model_list *list, uint64_t va, uint16_t asid);
int model_list_find_table(const struct model_list *list, uint64_t va, uint16_t asid);
void model_list_use(struct model_list *list, int at);
void model_list_remove(struct model_list *list, int at);
/* The item that must leave before one of this set comes, or -1. */
int model_list_victim(const struct model_list *list, uint64_t set);
void model_list_add(struct model_list *list, const struct model_item *item);

/* mmu_model_walk.c: from the top, or on from a table already known. */
struct model_walk model_walk(const struct mmu_model *m, uint64_t va,
                             const struct model_table *known);
uint16_t model_asid(const struct mmu_model *m);
