# SPDX-License-Identifier: GPL-2.0-or-later
#
# The free that passes the threshold pays for all before it: thousands of areas
# leave the tree one by one. Linux 2.6.28 to 5.1, where one such free took tens of
# milliseconds. Since 5.11 neighbours become one area while they wait.
#
#     mmulator run traces/pathology/slow_purge.wl
#     mmulator run traces/pathology/slow_purge.wl --allocator augmented --define SICK=0

allocator rbtree

param SICK = 1      # 0: expect the cure

# 8192 pages may be lazy; the 4097th area of two pages is one too many.
phase free {
    repeat 4097 { p = vmalloc 4K; vfree p }
}

expect free.shootdown.count == 1
expect free.vfree.instructions.max >= SICK * 1000 * free.vfree.instructions.p50
expect (1 - SICK) * free.vfree.instructions.max <= 10 * free.vfree.instructions.p50
