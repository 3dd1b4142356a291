/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access flag and dirty state in hardware (FEAT_HAFDBS), and every fault in
 * their order, slow and plain: to judge the real MMU by. It is written from the
 * Arm ARM ("Hardware management of the Access flag and dirty state", "MMU
 * faults") and from what emu/mmu.h says of its choices, not from emu's sources.
 *
 * TLBs are lists that never forget by themselves: one for fetches, one for
 * data, one behind both. All entries are global. Nothing is done speculatively.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum update_outcome {
    UPDATE_MAPPED,
    UPDATE_TRANSLATION,
    UPDATE_ADDRESS_SIZE,
    UPDATE_ACCESS_FLAG,
    UPDATE_PERMISSION,
    UPDATE_EXTERNAL, /* on the walk */
};

enum update_access { UPDATE_FETCH, UPDATE_READ, UPDATE_WRITE };

struct update_request {
    uint64_t va;
    enum update_access access;
    bool el0; /* made at EL0, or as if (LDTR, STTR) */
    bool pan; /* PSTATE.PAN, for what is made at EL1 */
};

struct update_reply {
    enum update_outcome outcome;
    unsigned level; /* of a fault */
    uint64_t pa; /* mapped */
    bool clean; /* mapped by an entry that a write cannot use */
};

/* What a walk gives. */
struct update_entry {
    uint64_t va, pa; /* of the first byte */
    unsigned shift; /* log2 of its bytes: page, block or contiguous run */
    unsigned level;
    bool el0, read_only, pxn, uxn;
    bool clean; /* writable, but the descriptor has yet to be marked dirty */
};

#define UPDATE_ENTRIES_MAX 64

struct update_list {
    struct update_entry entry[UPDATE_ENTRIES_MAX];
    unsigned count;
};

/* Rules to break on purpose. */
enum update_fault {
    UPDATE_RIGHT,
    UPDATE_DENIED_MARKS, /* a write that is denied marks the descriptor dirty */
    UPDATE_DENIED_FLAGS_NOT, /* a denied access leaves the access flag alone */
    UPDATE_HD_ALONE, /* HD counts without HA */
    UPDATE_TABLE_NO_LIMIT, /* DBM overrules the tables' read-only */
    UPDATE_READ_MARKS, /* a read marks dirty */
    UPDATE_HIT_MARKS_NOT, /* a write uses a clean entry */
    UPDATE_AT_FLAGS, /* AT sets the access flag */
    UPDATE_FAULT_COUNT,
};

struct update_model {
    uint64_t tcr, ttbr[2];
    bool wxn; /* SCTLR_EL1.WXN */
    unsigned pa_bits; /* the machine's */
    /* Descriptors of 8 bytes; false: external abort. */
    bool (*read)(void *ctx, uint64_t pa, uint64_t *ret_value);
    bool (*write)(void *ctx, uint64_t pa, uint64_t value);
    void *ctx;
    enum update_fault fault;
    struct update_list fetches, data, behind;
    unsigned writes; /* of descriptors, failed ones included */
};

struct update_reply update_model_access(struct update_model *m, const struct update_request *req);
/* As AT does: no TLB, no update. */
struct update_reply update_model_translate(struct update_model *m,
                                           const struct update_request *req);
/* TLBI VMALLE1. */
void update_model_forget(struct update_model *m);
