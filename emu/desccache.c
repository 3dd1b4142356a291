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

bool desccache_use(struct desccache *dc, pa_t descriptor)
{
    unsigned slot = assoc_find(&dc->assoc, line_of(dc, descriptor));

    if (slot == ASSOC_NONE) {
        return false;
    }
    assoc_hit(&dc->assoc, slot);
    return true;
}

void desccache_fill(struct desccache *dc, pa_t descriptor)
{
    uint64_t line = line_of(dc, descriptor);

    assoc_fill(&dc->assoc, assoc_place(&dc->assoc, line), line);
}
