/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An MMU with memory, tables for both VA ranges (4K, 48 bits) and a recorder:
 * the world of most MMU tests in one call.
 */
#pragma once

#include "mmu.h"
#include "pt_builder.h"
#include "recorder.h"

#define WORLD_RAM 0x40000000ULL
#define WORLD_RAM_SIZE 0x400000ULL

/* Leaf attributes of an ordinary kernel page. */
#define WORLD_KERNEL (PT_AF | PT_UXN | PT_PXN)

struct mmu_world {
    struct fake_memory mem;
    struct pt_builder pt;
    struct recorder recorder;
    struct sink_list sinks;
    struct event_source source;
    struct machine_config config;
    struct mmu_registers regs;
    struct mmu *mmu;
    uint64_t root[2]; /* of the low and of the high range */
    unsigned updates; /* descriptors that the MMU tried to update */
    bool read_only; /* it cannot */
    uint64_t bypassed; /* PA of a page that no TLB may hold; 0: none */
    struct {
        enum tlb_side side;
        unsigned slot;
    } removed[64]; /* what l1_removed() told */
    unsigned removed_count;
};

/* The default machine with small TLBs: 4 entries each, fully associative; all switched on. */
struct machine_config mmu_world_config(void);

void mmu_world_init(struct mmu_world *w, const struct machine_config *config);
void mmu_world_finish(struct mmu_world *w);

/* Writes a page, or a block at `level`, into the tables of the range of va. */
void mmu_world_map(struct mmu_world *w, uint64_t va, uint64_t pa, uint64_t bits);
void mmu_world_map_block(struct mmu_world *w, uint64_t va, uint64_t pa, unsigned level,
                         uint64_t bits);
void mmu_world_unmap(struct mmu_world *w, uint64_t va);

/* Makes `asid` the current one. */
void mmu_world_set_asid(struct mmu_world *w, uint16_t asid);

/* One access at EL1 (el 1) or EL0. */
struct mmu_reply mmu_world_access(struct mmu_world *w, uint64_t va, enum access access, uint8_t el);
struct mmu_reply mmu_world_read(struct mmu_world *w, uint64_t va);

/* The kinds of the events since the last call of this. */
const char *mmu_world_events(struct mmu_world *w);

/* Does TLBI `id` with that operand; returns the entries dropped. */
unsigned mmu_world_tlbi(struct mmu_world *w, enum tlbi_op_id id, uint64_t operand);
