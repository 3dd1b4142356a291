# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every free interrupts the work of all cores with a TLB flush, and holds the one
# lock meanwhile: twice the cores free twice as much, and each free costs twice
# as much. Up to Linux 2.6.27; since then freed areas wait for a flush together.
#
#     mmulator run traces/pathology/flush_each_free.wl
#     mmulator run traces/pathology/flush_each_free.wl --allocator rbtree --define SICK=0

allocator vmlist
cpus 8

param SICK = 1      # 0: expect the cure
ROUNDS = 100

phase free on all {
    repeat ROUNDS { p = vmalloc 16K; vfree p }
}
phase purge on 0 {
    purge
}

expect free.shootdown.count == SICK * 8 * ROUNDS
expect free.tlbi.broadcast == SICK * 8 * ROUNDS * 5     # four pages and the guard
expect purge.shootdown.count == 1 - SICK
