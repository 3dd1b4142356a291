/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which calls are drawn: mostly small areas, anywhere; now and then something odd. */
#include "vmalloc_step.h"

#include "mm/layout.h"

#include <stdio.h>

/* Pages of the windows: narrow enough to be full at times. */
static const uint64_t window_start[VMALLOC_STEP_WINDOWS] = {0, 0x1000, 0x80000 - 0x200};
static const uint64_t window_pages[VMALLOC_STEP_WINDOWS] = {0, 120, 0x280};

static unsigned draw_size(struct prng *prng)
{
    uint64_t kind = prng_below(prng, 100);
    uint64_t pages = kind < 50 ? 4 : kind < 97 ? 40 : 300;

    return 1 + (unsigned)prng_below(prng, pages * PAGE_SIZE);
}

static enum vmalloc_step_kind draw_kind(struct prng *prng)
{
    uint64_t kind = prng_below(prng, 2000);

    if (kind >= 100) {
        return VMALLOC_STEP_SLOT;
    }
    return kind == 0   ? VMALLOC_STEP_PURGE
           : kind < 40 ? VMALLOC_STEP_FREE_AGAIN
           : kind < 70 ? VMALLOC_STEP_FREE_INSIDE
                       : VMALLOC_STEP_FREE_ODD;
}

struct vmalloc_step vmalloc_step_draw(struct prng *prng)
{
    struct vmalloc_step step = {
        .kind = draw_kind(prng),
        .cpu = (unsigned)prng_below(prng, 2),
        .slot = (unsigned)prng_below(prng, VMALLOC_STEP_SLOTS),
        .size = draw_size(prng),
        .align_shift = PAGE_SHIFT,
    };
    uint64_t odd = prng_below(prng, 40);

    if (odd == 0) {
        step.align_shift += 1 + (unsigned)prng_below(prng, 9);
    } else if (odd < 3) {
        step.window = 1 + (unsigned)prng_below(prng, VMALLOC_STEP_WINDOWS - 1);
    }
    return step;
}

void vmalloc_step_window(const struct vmalloc_step *step, uint64_t *ret_start, uint64_t *ret_end)
{
    if (step->window == 0) {
        *ret_start = VMALLOC_START;
        *ret_end = VMALLOC_END;
        return;
    }
    *ret_start = VMALLOC_START + window_start[step->window] * PAGE_SIZE;
    *ret_end = *ret_start + window_pages[step->window] * PAGE_SIZE;
}

static void print_alloc(const struct vmalloc_step *step, char *ret_text, size_t cap)
{
    uint64_t start, end;

    if (step->window == 0 && step->align_shift == PAGE_SHIFT) {
        snprintf(ret_text, cap, "p%u = vmalloc %u", step->slot, step->size);
        return;
    }
    vmalloc_step_window(step, &start, &end);
    snprintf(ret_text, cap, "p%u = vmalloc %u  # at a multiple of %#x, in [%#llx, %#llx)",
             step->slot, step->size, 1u << step->align_shift, (unsigned long long)start,
             (unsigned long long)end);
}

void vmalloc_step_print(const struct vmalloc_step *step, bool full, char *ret_text, size_t cap)
{
    switch (step->kind) {
    case VMALLOC_STEP_SLOT:
        if (full) {
            snprintf(ret_text, cap, "vfree p%u", step->slot);
        } else {
            print_alloc(step, ret_text, cap);
        }
        break;
    case VMALLOC_STEP_PURGE:
        snprintf(ret_text, cap, "purge");
        break;
    case VMALLOC_STEP_FREE_AGAIN:
        snprintf(ret_text, cap, "vfree p%u  # once more", step->slot);
        break;
    case VMALLOC_STEP_FREE_INSIDE:
        snprintf(ret_text, cap, "vfree p%u + 4K", step->slot);
        break;
    case VMALLOC_STEP_FREE_ODD:
        snprintf(ret_text, cap, "vfree p%u + 1", step->slot);
        break;
    }
}
