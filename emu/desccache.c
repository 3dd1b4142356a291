/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Presence and replacement of lines; there is nothing else to keep. */
#include "desccache.h"

#include "bits.h"

#include <stddef.h>

bool desccache_init(struct desccache *dc, const struct desccache_config *config)
{
    *dc = (struct desccache){.line_shift = bits_lowest(config->line)};
    return assoc_init(&dc->assoc, config->entries, config->ways, config->policy);
}

void desccache_finish(struct desccache *dc)
{
    if (dc != NULL) {
        assoc_finish(&dc->assoc);
    }
}

void desccache_seed(struct desccache *dc, uint64_t seed)
{
    assoc_seed(&dc->assoc, seed);
}

static uint64_t line_of(const struct desccache *dc, pa_t descriptor)
{
    return descriptor.v >> dc->line_shift;
}

bool desccache_holds(const struct desccache *dc, pa_t descriptor)
{
    return assoc_find(&dc->assoc, line_of(dc, descriptor)) != ASSOC_NONE;
}

void desccache_hit(struct desccache *dc, pa_t descriptor)
{
    assoc_hit(&dc->assoc, assoc_find(&dc->assoc, line_of(dc, descriptor)));
}

void desccache_fill(struct desccache *dc, pa_t descriptor)
{
    uint64_t line = line_of(dc, descriptor);
    unsigned slot = assoc_place(&dc->assoc, line);

    if (assoc_live(&dc->assoc, slot)) {
        assoc_drop(&dc->assoc, slot);
    }
    assoc_fill(&dc->assoc, slot, line);
}
