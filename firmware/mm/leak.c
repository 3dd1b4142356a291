/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two rounds over the live areas: the first notes which are arrays of others.
 * An area has an array of its own from 2 MiB on, so that the notes are few.
 */
#include "mm/leak.h"

#include "lib/kernel.h"
#include "mm/layout.h"
#include "mm/vm_caller.h"
#include "mm/vmalloc.h"

#define ARRAYS_MAX 4096u

static const void *arrays[ARRAYS_MAX];
static unsigned array_count;

struct visitor {
    leak_visit_fn visit;
    void *ctx;
};

static void note_array(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    (void)ctx;
    if (state == VMAP_BUSY && va->vm != NULL && is_vmalloc_addr(va->vm->pages) &&
        array_count < ARRAYS_MAX) {
        arrays[array_count++] = va->vm->pages;
    }
}

static bool is_array(const void *addr)
{
    for (unsigned i = 0; i < array_count; i++) {
        if (arrays[i] == addr) {
            return true;
        }
    }
    return false;
}

static void visit_area(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    const struct visitor *visitor = ctx;
    if (state == VMAP_BUSY && va->vm != NULL && va->vm->caller != VM_CALLER_NONE &&
        !is_array(va->vm->addr)) {
        visitor->visit(va->vm, visitor->ctx);
    }
}

void leak_for_each(leak_visit_fn visit, void *ctx)
{
    struct visitor visitor = {visit, ctx};
    const struct vm_allocator *allocator = vmalloc_allocator();
    array_count = 0;
    allocator->for_each(note_array, NULL);
    allocator->for_each(visit_area, &visitor);
}
