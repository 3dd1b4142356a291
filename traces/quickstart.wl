# SPDX-License-Identifier: GPL-2.0-or-later
#
# A first look: four cores allocate, use and free memory with vmalloc, at the
# same time and through the same allocator.
#
#     mmulator run traces/quickstart.wl
#     mmulator run traces/quickstart.wl --define ROUNDS=5000
#     mmulator run traces/quickstart.wl --shootdown full --cpus 8
#
# Run it twice and compare: the numbers are the same to the last cycle. Another
# --seed draws other sizes.

machine cortex-a72
cpus 4
allocator augmented
shootdown broadcast
lazy on
seed 1

param ROUNDS = 2000     # allocations of each core
LARGEST = 32            # pages

# The first allocations pay for page tables and slabs that later ones find
# ready. A phase of their own keeps them out of the numbers below.
phase warmup on 0 {
    repeat 100 { p = vmalloc 16K; touch p write; vfree p }
}

# Every core runs this, with a `p` of its own. What they share are the locks of
# the allocator, and each other's TLB invalidations.
phase churn on all {
    repeat ROUNDS {
        p = vmalloc random(1, LARGEST) * 4K
        touch p write                               # one store a page
        load p + sizeof(p) expect fault translation # the guard page behind it
        vfree p                                     # unmapped; not flushed yet
    }
}

# Lazy freeing leaves the addresses waiting, so that many frees share a flush.
# Here it comes: one core purges, and tells all others to forget.
phase flush on 0 {
    purge
}

# Now nobody may reach the last area through its old address, whether its
# translation was cached or not.
phase after on all {
    load p expect fault translation 3
}

# One large area: 2048 pages, far more than any TLB holds.
phase large on 0 {
    big = vmalloc 8M
    touch big write
    touch big read
    vfree big
    purge
}

expect fault.permission == 0
# Each load of the churn hit a guard page, and nothing else faulted.
expect churn.fault.translation == churn.load.count
expect churn.vmalloc.count == churn.vfree.count
# When the large area is touched again, the L1 TLB has forgotten its beginning.
expect large.touch.tlb.l1d.miss >= 2 * 2048
