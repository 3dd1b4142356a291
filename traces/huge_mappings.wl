# SPDX-License-Identifier: GPL-2.0-or-later
#
# A hash table of 16 MiB, probed at random: mapped page by page, then by blocks
# of 2 MiB, as vmalloc_huge() does for tables made at boot. Look at the walks
# and cycles of the loads in both phases, and at the instructions of the two
# allocations.

machine cortex-a72
param loops = 20000
param SIZE = 16M

phase warmup { p = vmalloc 4K; vfree p }
phase pages {
    p = vmalloc SIZE
    touch p write
    repeat loops { load p + random(0, SIZE / 8 - 1) * 8 }
    vfree p
    purge
}
phase blocks {
    p = vmalloc_huge SIZE
    touch p write
    repeat loops { load p + random(0, SIZE / 8 - 1) * 8 }
    vfree p
    purge
}

# Eight blocks fit in any TLB, 4096 pages do not.
expect blocks.load.walk.count * 100 < pages.load.walk.count
expect blocks.load.cycles.sum < pages.load.cycles.sum
expect blocks.vmalloc_huge.instructions.sum < pages.vmalloc.instructions.sum
expect fault.translation == 0
