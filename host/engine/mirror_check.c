/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The invariant that the exact counts rest on, checked at every block and every
 * fill in builds with -Dcheck_mirror=true: the engine holds no page that the L1
 * TLB of its side does not hold. A breach ends the program.
 */
#include "core.h"
#include "shadow.h"

#ifdef CHECK_MIRROR

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SCTLR_M 1ULL

static bool is_held(const struct core *core, const struct shadow_page *page)
{
    enum tlb_side side = page->fetch ? TLB_SIDE_I : TLB_SIDE_D;

    return core_is_probe(page->pa) || mmu_l1_holds(core->mmu, side, va(page->va));
}

void core_check_mirror(const struct core *core)
{
    const struct shadow *shadow = engine_shadow(core->engine);

    if ((core->registers.sctlr_el1 & SCTLR_M) == 0) {
        return;
    }
    for (size_t i = 0; i < shadow->count; i++) {
        if (!is_held(core, &shadow->page[i])) {
            fprintf(stderr,
                    "check_mirror: core %u: the engine holds the %s page 0x%" PRIx64
                    ", the L1 does not\n",
                    core->id, shadow->page[i].fetch ? "instruction" : "data", shadow->page[i].va);
            abort();
        }
    }
}

#endif
