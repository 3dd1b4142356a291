/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is pending for whom; the registers are in gic_v2.c and gic_v3.c. */
#include "gic.h"
#include "gic_state.h"

#include <assert.h>
#include <string.h>

void gic_init(struct gic *gic, unsigned version, unsigned core_count)
{
    assert(core_count <= (version == 2 ? GIC_V2_MAX_CORES : GIC_MAX_CORES));
    memset(gic, 0, sizeof(*gic));
    gic->version = version;
    gic->core_count = core_count;
    for (unsigned core = 0; core < core_count; core++) {
        /* SGIs are always enabled and edge triggered. */
        gic->enabled.own[core] = 0xffff;
        gic->edge.own[core] = 0xffff;
        gic->interface[core].sleeps = true;
    }
}

static unsigned cluster_of(const struct gic *gic)
{
    return gic->version == 2 ? GIC_V2_CLUSTER : GIC_V3_CLUSTER;
}

uint64_t gic_affinity(const struct gic *gic, unsigned id)
{
    return (uint64_t)(id / cluster_of(gic)) << 8 | id % cluster_of(gic);
}

int gic_find_affinity(const struct gic *gic, uint64_t affinity)
{
    uint64_t id = (affinity >> 8) * cluster_of(gic) + (affinity & 0xff);

    return id < gic->core_count && gic_affinity(gic, (unsigned)id) == affinity ? (int)id : -1;
}

uint32_t *gic_word(struct gic_bits *bits, unsigned core, unsigned word)
{
    return word == 0 ? &bits->own[core] : &bits->shared[word];
}

static uint32_t word_of(const struct gic_bits *bits, unsigned core, unsigned word)
{
    return word == 0 ? bits->own[core] : bits->shared[word];
}

bool gic_bit(const struct gic_bits *bits, unsigned core, unsigned interrupt)
{
    return (word_of(bits, core, interrupt / 32) >> interrupt % 32 & 1) != 0;
}

void gic_set_bit(struct gic_bits *bits, unsigned core, unsigned interrupt, bool value)
{
    uint32_t *word = gic_word(bits, core, interrupt / 32);
    uint32_t bit = 1u << interrupt % 32;

    *word = value ? *word | bit : *word & ~bit;
}

uint8_t *gic_priority(struct gic *gic, unsigned core, unsigned interrupt)
{
    return interrupt < GIC_PRIVATE ? &gic->own_priority[core][interrupt]
                                   : &gic->priority[interrupt];
}

static uint8_t priority_of(const struct gic *gic, unsigned core, unsigned interrupt)
{
    return interrupt < GIC_PRIVATE ? gic->own_priority[core][interrupt] : gic->priority[interrupt];
}

/* Latched, or a level-sensitive line that is high. */
uint32_t gic_pending_word(const struct gic *gic, unsigned core, unsigned word)
{
    uint32_t pending = word_of(&gic->latched, core, word);

    pending |= word_of(&gic->level, core, word) & ~word_of(&gic->edge, core, word);
    if (word == 0 && gic->version == 2) {
        for (unsigned i = 0; i < GIC_SGIS; i++) {
            pending |= (uint32_t)(gic->sgi_senders[core][i] != 0) << i;
        }
    }
    return pending;
}

static bool reaches(const struct gic *gic, unsigned core, unsigned interrupt)
{
    return interrupt < GIC_PRIVATE || (gic->targets[interrupt] >> core & 1) != 0;
}

/* The lowest priority value wins, then the lowest number. */
unsigned gic_highest_pending(const struct gic *gic, unsigned core)
{
    unsigned best = GIC_SPURIOUS, best_priority = 0x100;

    for (unsigned word = 0; word < GIC_WORDS; word++) {
        uint32_t ready = gic_pending_word(gic, core, word) & word_of(&gic->enabled, core, word) &
                         ~word_of(&gic->active, core, word);

        if (gic->version == 3) {
            ready &= word_of(&gic->group, core, word);
        }
        for (; ready != 0; ready &= ready - 1) {
            unsigned interrupt = word * 32 + (unsigned)__builtin_ctz(ready);
            unsigned priority = priority_of(gic, core, interrupt);

            if (priority < best_priority && reaches(gic, core, interrupt)) {
                best = interrupt;
                best_priority = priority;
            }
        }
    }
    return best;
}

unsigned gic_running_priority(const struct gic *gic, unsigned core)
{
    const struct gic_interface *interface = &gic->interface[core];

    return interface->depth == 0
               ? 0xff
               : priority_of(gic, core, interface->running[interface->depth - 1] & 0x3ff);
}

static bool is_enabled(const struct gic *gic, const struct gic_interface *interface)
{
    if (gic->version == 3) {
        return (gic->control & interface->group_enable & GIC_ENABLE_GROUP1) != 0;
    }
    return (gic->control & GIC_ENABLE) != 0 && (interface->control & GIC_ENABLE) != 0;
}

bool gic_irq(const struct gic *gic, unsigned core)
{
    const struct gic_interface *interface = &gic->interface[core];

    if (!is_enabled(gic, interface)) {
        return false;
    }
    unsigned interrupt = gic_highest_pending(gic, core);

    if (interrupt == GIC_SPURIOUS) {
        return false;
    }
    unsigned priority = priority_of(gic, core, interrupt);

    return priority < interface->mask &&
           (interface->depth == 0 || priority < gic_running_priority(gic, core));
}

bool gic_level(const struct gic *gic, unsigned core, unsigned interrupt)
{
    return gic_bit(&gic->level, core, interrupt);
}

void gic_set_level(struct gic *gic, unsigned core, unsigned interrupt, bool high)
{
    bool was = gic_bit(&gic->level, core, interrupt);

    gic_set_bit(&gic->level, core, interrupt, high);
    if (high && !was && gic_bit(&gic->edge, core, interrupt)) {
        gic_set_bit(&gic->latched, core, interrupt, true);
    }
}

/* GICD_SGIR: [25:24] how, [23:16] a list of cores. */
static uint64_t targets_v2(const struct gic *gic, unsigned core, uint64_t value)
{
    uint64_t all = (1ULL << gic->core_count) - 1;

    switch (value >> 24 & 3) {
    case 0:
        return value >> 16 & 0xff & all;
    case 1:
        return all & ~(1ULL << core);
    case 2:
        return 1ULL << core;
    default:
        return 0;
    }
}

/*
 * ICC_SGI1R_EL1: [40] all but the sender; otherwise a list [15:0] of affinity 0
 * under affinities 3 [55:48], 2 [39:32] and 1 [23:16].
 */
static uint64_t targets_v3(const struct gic *gic, unsigned core, uint64_t value)
{
    uint64_t all = gic->core_count == 64 ? UINT64_MAX : (1ULL << gic->core_count) - 1;
    uint64_t cluster =
        (value >> 16 & 0xff) << 8 | (value >> 32 & 0xff) << 16 | (value >> 48 & 0xff) << 32;
    uint64_t targets = 0;

    if ((value >> 40 & 1) != 0) {
        return all & ~(1ULL << core);
    }
    for (unsigned i = 0; i < GIC_V3_CLUSTER; i++) {
        int target = gic_find_affinity(gic, cluster | i);

        if ((value >> i & 1) != 0 && target >= 0) {
            targets |= 1ULL << target;
        }
    }
    return targets;
}

uint64_t gic_sgi_targets(const struct gic *gic, unsigned core, uint64_t value)
{
    return gic->version == 2 ? targets_v2(gic, core, value) : targets_v3(gic, core, value);
}
