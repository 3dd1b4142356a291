# SPDX-License-Identifier: GPL-2.0-or-later
#
# A list of areas is walked from its beginning for every request, so each area
# that lives makes all others dearer. Up to Linux 2.6.27; a tree with a cached
# place to go on from cured it.
#
#     mmulator run traces/pathology/first_fit_walk.wl
#     mmulator run traces/pathology/first_fit_walk.wl --allocator rbtree --define SICK=0

allocator vmlist

param SICK = 1      # 0: expect the cure

# The first pays for page tables and slabs.
phase few {
    repeat 100 { p = vmalloc 4K }
    repeat 50 { p = vmalloc 4K; vfree p }
}
phase fill {
    repeat 4000 { p = vmalloc 4K }
}
phase many {
    repeat 50 { p = vmalloc 4K; vfree p }
}

expect many.vmalloc.instructions.p50 >= SICK * 15 * few.vmalloc.instructions.p50
expect many.vfree.instructions.p50 >= SICK * 15 * few.vfree.instructions.p50
expect (1 - SICK) * many.vmalloc.instructions.p50 <= 2 * few.vmalloc.instructions.p50
expect (1 - SICK) * many.vfree.instructions.p50 <= 2 * few.vfree.instructions.p50
