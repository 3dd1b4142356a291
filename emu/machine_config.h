/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine is: geometry, policies and costs. One value, filled from a
 * machine file and the command line, validated once, const from then on.
 * machine_keys.def is the list of keys.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum repl_policy { REPL_FIFO, REPL_LRU, REPL_PLRU, REPL_RANDOM, REPL_POLICY_COUNT };

/* "fifo", "lru", "plru", "random"; indexed by enum repl_policy. */
extern const char *const repl_policy_names[];

#define SIZE_4K (1ULL << 12)
#define SIZE_16K (1ULL << 14)
#define SIZE_64K (1ULL << 16)
#define SIZE_1M (1ULL << 20)
#define SIZE_2M (1ULL << 21)
#define SIZE_16M (1ULL << 24)
#define SIZE_32M (1ULL << 25)
#define SIZE_512M (1ULL << 29)
#define SIZE_1G (1ULL << 30)

struct tlb_config {
    uint32_t entries;
    uint32_t ways; /* 0: fully associative */
    uint32_t policy; /* enum repl_policy */
    uint64_t sizes; /* page sizes it holds: the sum of them, bit n = 2^n bytes */
};

struct walkcache_config {
    uint32_t entries;
    uint32_t ways; /* 0: fully associative */
    uint32_t policy; /* enum repl_policy */
    uint64_t levels; /* of the table descriptors it keeps: bit n = level n, 0 to 2 */
};

struct desccache_config {
    uint32_t entries; /* lines */
    uint32_t ways; /* 0: fully associative */
    uint32_t policy; /* enum repl_policy */
    uint32_t line; /* bytes, a power of two */
};

/* What an instruction costs to issue, by class. */
enum cost_class {
    COST_ALU,
    COST_MUL,
    COST_DIV,
    COST_LOAD,
    COST_STORE,
    COST_ATOMIC,
    COST_BRANCH,
    COST_FP,
    COST_SYSTEM,
    COST_OTHER,
    COST_CLASS_COUNT
};

/* All in cycles. */
struct cost_config {
    uint32_t issue[COST_CLASS_COUNT];
    uint32_t l2_hit;
    uint32_t walk_fixed;
    uint32_t walk_read;
    uint32_t walk_miss;
    uint32_t tlbi_local;
    uint32_t tlbi_broadcast;
    uint32_t dsb_base;
    uint32_t dsb_sync;
    uint32_t dsb_target;
    uint32_t dsb_outstanding;
    uint32_t snoop;
    uint32_t isb;
    uint32_t exception_entry;
    uint32_t exception_return;
    uint32_t mmio;
};

struct sched_config {
    uint32_t quantum; /* cycles */
    uint32_t jitter; /* cycles, at most quantum - 1 takes effect */
    uint32_t wfe; /* cycles */
};

/* When the targets of a broadcast TLBI drop their entries; all of them are legal. */
enum dvm_completion {
    DVM_ISSUE, /* at once */
    DVM_RANDOM, /* at a moment of the seed's choice, at the initiator's DSB at the latest */
    DVM_DSB, /* at the initiator's DSB */
    DVM_COMPLETION_COUNT
};

/* "issue", "random", "dsb"; indexed by enum dvm_completion. */
extern const char *const dvm_completion_names[];

struct dvm_config {
    uint32_t completion; /* enum dvm_completion */
    uint32_t delay; /* DVM_RANDOM: cycles behind the issue, at most */
};

/* Which interrupt controller: gic.h. */
enum gic_version {
    GIC_VERSION_AUTO, /* 2 for up to eight cores, 3 for more */
    GIC_VERSION_2,
    GIC_VERSION_3,
    GIC_VERSION_COUNT
};

/* "auto", "2", "3"; indexed by enum gic_version. */
extern const char *const gic_version_names[];

struct machine_config {
    struct tlb_config l1i, l1d, l2;
    struct walkcache_config walkcache;
    struct desccache_config desccache;
    uint32_t asid_bits;
    uint32_t pa_bits;
    struct cost_config cost;
    struct sched_config sched;
    struct dvm_config dvm;
    uint32_t gic_version; /* enum gic_version */
};

struct machine_config machine_config_default(void);

/* How many keys there are, and the name and meaning of key i. */
unsigned machine_key_count(void);
const char *machine_key_name(unsigned i);
const char *machine_key_meaning(unsigned i);

enum machine_key_status {
    MACHINE_KEY_OK,
    MACHINE_KEY_UNKNOWN, /* no such key */
    MACHINE_KEY_VALUE, /* not a value of its kind, or out of range */
};

/*
 * Sets key `name` from text: decimal number, policy name, page sizes
 * "4K,64K,1M" or levels "0,1,2". *config is untouched unless the result is MACHINE_KEY_OK.
 */
enum machine_key_status machine_key_set(struct machine_config *config, const char *name,
                                        const char *text);

/* Writes the value of key i as machine_key_set() reads it; cap >= 128. */
void machine_key_get(const struct machine_config *config, unsigned i, char *ret_text, unsigned cap);

/* What key `name` takes ("a number from 1 to 4096"), for messages; cap >= 128. */
void machine_key_expected(const char *name, char *ret_text, unsigned cap);

/*
 * Checks what no single key can: entries a multiple of ways, sets a power of
 * two. True when valid; otherwise *ret_key names the key at fault and
 * *ret_reason says why (both static text).
 */
bool machine_config_validate(const struct machine_config *config, const char **ret_key,
                             const char **ret_reason);
