/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Windows and gaps. */
#include "mm/vmap_gap.h"

bool vmap_window_open(const struct vmap_request *request, uintptr_t start, uintptr_t end,
                      struct vmap_window *window, uintptr_t *ret_addr)
{
    *window = (struct vmap_window){
        .size = request->size,
        .align = request->align,
        .vend = min(request->vend, end),
    };
    return vmap_window_move(window, max(request->vstart, start), ret_addr);
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
