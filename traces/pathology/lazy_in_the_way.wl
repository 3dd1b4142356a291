# SPDX-License-Identifier: GPL-2.0-or-later
#
# Hardly anything lives, but freed areas stay in the tree until they are flushed,
# and searches pass them like live ones. Linux 2.6.28 to 5.1; the next generation
# takes an area out when it is freed.
#
#     mmulator run traces/pathology/lazy_in_the_way.wl
#     mmulator run traces/pathology/lazy_in_the_way.wl --allocator augmented --define SICK=0

allocator rbtree

param SICK = 1      # 0: expect the cure

# A gap of four pages at the bottom.
phase few {
    hole = vmalloc 12K
    keep = vmalloc 4K
    vfree hole
    purge
    repeat 20 { p = vmalloc 16K; vfree p }
    purge
}
# Areas that the gap cannot hold: 6000 pages, below the threshold of 8192.
phase free {
    repeat 1200 { p = vmalloc 16K; vfree p }
}
# A small one takes the gap. The next large one searches from there.
phase after {
    p = vmalloc 4K
    q = vmalloc 16K
}

expect free.shootdown.count == 0
expect after.vmalloc.instructions.max >= SICK * 10 * few.vmalloc.instructions.p50
expect (1 - SICK) * after.vmalloc.instructions.max <= 2 * few.vmalloc.instructions.p50
