# SPDX-License-Identifier: GPL-2.0-or-later
#
# The cached place from which to go on searching serves requests that grow. A
# small one drops it and takes a low gap; the large one that follows passes every
# area and every gap again. Linux 2.6.39 to 5.1; the tree of free ranges by size
# cured it.
#
#     mmulator run traces/pathology/mixed_sizes.wl
#     mmulator run traces/pathology/mixed_sizes.wl --allocator augmented --define SICK=0

allocator rbtree

param SICK = 1      # 0: expect the cure
AREAS = 2000

# A gap of three pages before each area. What is to be freed is chained through
# the first word of each.
phase fill {
    last = 0
    repeat AREAS {
        p = vmalloc 8K
        store p last
        last = p
        q = vmalloc 4K
    }
    repeat AREAS {
        next = load last
        vfree last
        last = next
    }
    purge
}
# One size alone is no trouble.
phase alike {
    repeat 50 { p = vmalloc 32K; vfree p }
}
phase mixed {
    repeat 50 { p = vmalloc 4K; q = vmalloc 32K; vfree p; vfree q }
}

expect alike.vmalloc.instructions.p50 <= 3000
expect mixed.vmalloc.instructions.p90 >= SICK * 10 * alike.vmalloc.instructions.p50
expect (1 - SICK) * mixed.vmalloc.instructions.p90 <= 2 * alike.vmalloc.instructions.p50
