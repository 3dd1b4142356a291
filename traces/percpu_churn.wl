# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every core keeps areas of its own and replaces one after the other, most of
# them small; a few are freed by another core than the one that made them. Look
# at churn.vmalloc.cycles.p99 and at the locks: with a node for each core there
# is little to share.
#
#     mmulator run traces/percpu_churn.wl --allocator nodes --define workers=16

param workers = 4
cpus workers
param loops = 500
param LIVE = 32         # areas of each core

array mine[LIVE] on all
array handed[64]        # by core, to its neighbour

phase fill on all {
    repeat LIVE as i { mine[i] = vmalloc zipf(1, 64) * 4K; touch mine[i] write }
}
phase churn on all {
    repeat loops {
        i = random(0, LIVE - 1)
        vfree mine[i]
        mine[i] = vmalloc zipf(1, 64) * 4K
        store mine[i] i
    }
}
phase give on all {
    repeat loops / 10 {
        handed[cpu] = vmalloc zipf(1, 64) * 4K
        store handed[cpu] cpu
        barrier
        from = (cpu + 1) % workers
        load handed[from] expect value from
        barrier
        vfree handed[from]
        barrier
    }
}
phase empty on all {
    for p in mine shuffled { vfree p }
}
phase flush on 0 { purge }

expect churn.vmalloc.count == loops * workers
expect give.vfree.count == give.vmalloc.count
expect empty.vfree.count == LIVE * workers
expect fill.vmalloc.count == LIVE * workers
expect fault.translation == 0
