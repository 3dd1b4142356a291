/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of vmallocinfo, column by column. */
#include "mm/vmallocinfo.h"

#include "arch/linear.h"
#include "lib/kernel.h"
#include "mm/page.h"
#include "mm/vm_caller.h"
#include "mm/vmalloc.h"

#define NODES_SHOWN 16u

/* Bits of vm_struct.flags, in the order of their columns. */
static const struct {
    uint32_t flag;
    const char *text;
} columns[] = {
    {0x1, "ioremap"}, /* VM_IOREMAP */
    {0x1000, "sparse"}, /* VM_SPARSE */
    {VM_ALLOC, "vmalloc"}, {VM_MAP, "vmap"},
    {VM_USERMAP, "user"},  {0x10, "dma-coherent"}, /* VM_DMA_COHERENT */
};

void vmallocinfo_print(const struct vmallocinfo_out *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf_format(out->put, out->ctx, format, args);
    va_end(args);
}

static void print_range(const struct vmallocinfo_out *out, const struct vmap_area *va)
{
    vmallocinfo_print(out, "0x%016lx-0x%016lx %7lu", (unsigned long)va->va_start,
                      (unsigned long)va->va_end, (unsigned long)(va->va_end - va->va_start));
}

static void print_nodes(const struct vmallocinfo_out *out, const struct vm_struct *area)
{
    uint32_t counts[NODES_SHOWN] = {0};
    for (uint32_t i = 0; area->pages != NULL && i < area->nr_pages; i++) {
        struct page *const *slot = vmalloc_access(&area->pages[i]);
        counts[min((uint32_t)(*slot)->node, NODES_SHOWN - 1)]++;
    }
    for (unsigned node = 0; node < NODES_SHOWN; node++) {
        if (counts[node] != 0) {
            vmallocinfo_print(out, " N%u=%u", node, counts[node]);
        }
    }
}

static void print_area(const struct vmallocinfo_out *out, const struct vm_struct *area)
{
    if (area->caller != VM_CALLER_NONE) {
        vmallocinfo_print(out, " ");
        out->print_caller(out, area->caller);
    }
    if (area->nr_pages != 0) {
        vmallocinfo_print(out, " pages=%u", area->nr_pages);
    }
    if (area->nr_pages == 0 && area->phys_addr != 0) { /* unset where there are pages */
        vmallocinfo_print(out, " phys=0x%016lx", (unsigned long)area->phys_addr);
    }
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
        if (area->flags & columns[i].flag) {
            vmallocinfo_print(out, " %s", columns[i].text);
        }
    }
    if (is_vmalloc_addr(area->pages)) {
        vmallocinfo_print(out, " vpages");
    }
    print_nodes(out, area);
}

static void visit_busy(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    const struct vmallocinfo_out *out = ctx;
    if (state != VMAP_BUSY || (va->vm != NULL && va->vm->flags & VM_UNINITIALIZED)) {
        return;
    }
    print_range(out, va);
    if (va->vm == NULL) {
        vmallocinfo_print(out, " vm_map_ram");
    } else {
        print_area(out, va->vm);
    }
    vmallocinfo_print(out, "\n");
}

static void visit_lazy(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    const struct vmallocinfo_out *out = ctx;
    if (state == VMAP_LAZY) {
        print_range(out, va);
        vmallocinfo_print(out, " unpurged vm_area\n");
    }
}

void vmallocinfo(const struct vmallocinfo_out *out)
{
    const struct vm_allocator *allocator = vmalloc_allocator();
    allocator->for_each(visit_busy, (void *)out);
    allocator->for_each(visit_lazy, (void *)out);
}
