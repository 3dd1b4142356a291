/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is pending for whom; the registers are in gic_registers.c. */
#include "gic.h"
#include "gic_state.h"

#include <string.h>

void gic_init(struct gic *gic, unsigned core_count)
{
    memset(gic, 0, sizeof(*gic));
    gic->core_count = core_count;
    for (unsigned core = 0; core < core_count; core++) {
        /* SGIs are always enabled and edge triggered. */
        gic->enabled.own[core] = 0xffff;
        gic->edge.own[core] = 0xffff;
    }
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
    if (word == 0) {
        for (unsigned i = 0; i < 16; i++) {
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

bool gic_irq(const struct gic *gic, unsigned core)
{
    const struct gic_interface *interface = &gic->interface[core];

    if ((gic->control & GIC_ENABLE) == 0 || (interface->control & GIC_ENABLE) == 0) {
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

uint32_t gic_sgi_targets(const struct gic *gic, unsigned core, uint32_t value)
{
    uint32_t all = (1u << gic->core_count) - 1;

    switch (value >> 24 & 3) {
    case 0:
        return value >> 16 & 0xff & all;
    case 1:
        return all & ~(1u << core);
    case 2:
        return 1u << core;
    default:
        return 0;
    }
}
