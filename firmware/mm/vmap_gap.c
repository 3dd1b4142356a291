/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Windows and gaps. */
#include "mm/vmap_gap.h"

bool vmap_window_open(const struct vmap_request *request, uintptr_t start, uintptr_t end,
                      struct vmap_window *window, uintptr_t *ret_addr)
{
    uintptr_t from = max(request->vstart, start);
    uintptr_t lowest = ALIGN(from, request->align);
    uintptr_t limit = min(request->vend, end);
    if (lowest < from || lowest > limit || request->size > limit - lowest) {
        return false;
    }
    *window = (struct vmap_window){
        .size = request->size,
        .align = request->align,
        .start = lowest,
        .room = limit - lowest - request->size,
    };
    *ret_addr = lowest;
    return true;
}

static void visit_gap(uintptr_t start, uintptr_t end, vmap_visit_fn visit, void *ctx)
{
    if (start != end) {
        const struct vmap_area gap = {.va_start = start, .va_end = end};
        visit(&gap, VMAP_FREE, ctx);
    }
}

void vmap_gap_for_each(const struct list_head *areas, uintptr_t start, uintptr_t end,
                       vmap_visit_fn visit, void *ctx)
{
    const struct vmap_area *va;
    list_for_each_entry (va, areas, list) {
        visit_gap(start, va->va_start, visit, ctx);
        start = va->va_end;
    }
    visit_gap(start, end, visit, ctx);
}
