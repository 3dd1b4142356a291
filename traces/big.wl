# SPDX-License-Identifier: GPL-2.0-or-later
#
# Areas of 8 MiB and more. They span several page tables, no TLB holds them,
# and to flush them page by page would take longer than to flush everything.

machine cortex-a72
cpus 2
param SIZE = 8M         # of the first area; the second is twice as large

phase grow on 0 {
    a = vmalloc SIZE
    b = vmalloc 2 * SIZE
    touch a write
    touch b write stride 64K
    # Both ends of each, and what lies behind.
    store a 1
    store a + sizeof(a) - 8 2
    load a expect value 1
    load a + sizeof(a) - 8 expect value 2
    load a + sizeof(a) expect fault translation
    store b + sizeof(b) - 8 3
    load b + sizeof(b) expect fault translation
}

# The other core reads all of it: its own TLBs and walks, the same pages.
phase read on 1 {
    touch a
    load b + sizeof(b) - 8 expect value 3
}

phase shrink on 0 {
    vfree a
    vfree b
    purge
}

phase gone on all {
    load a expect fault translation 3
    load a + sizeof(a) - 8 expect fault translation 3
    load b expect fault translation 3
    load b + sizeof(b) - 8 expect fault translation 3
}

# One miss a page, at least: it does not fit.
expect read.touch.tlb.l1d.miss >= SIZE / 4K
expect grow.fault.translation == 2
expect fault.permission == 0
