# SPDX-License-Identifier: GPL-2.0-or-later
#
# A shootdown bug, made on purpose: `purge local` invalidates on the core that
# runs it and nowhere else. The other core goes on using the freed page until
# an inner-shareable invalidation reaches it.

cpus 2
lazy on

# p is assigned by one core alone, so all cores see the same p.
phase map on 0 {
    p = vmalloc 4K
    store p 1
}

# Both cores take the translation into their TLBs.
phase cache on all {
    load p expect value 1
}

phase free on 0 {
    vfree p
    purge local
    load p expect fault translation 3
}

# Core 1 was not told: its entry is stale, and works.
phase stale on 1 {
    load p
}

phase broadcast on 0 {
    tlbi vaae1is p
}

phase gone on all {
    load p expect fault translation 3
}

expect stale.fault.translation == 0
expect stale.load.walk.count == 0
expect free.tlbi.broadcast == 0
expect broadcast.tlbi.op.vaae1is == 1
