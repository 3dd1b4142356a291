# SPDX-License-Identifier: GPL-2.0-or-later
#
# Thirty-two cores allocate and free single pages as fast as they can: the load
# that made one tree under one lock the bottleneck of vmalloc. Look at
# crowd.cycles against alone.cycles, and at lock.*.spin_cycles, in `augmented`
# and in `nodes`.
#
#     mmulator run traces/many_threads.wl --allocator nodes

param workers = 32
cpus workers
param loops = 30
set sched.quantum = 20     # finer than the time for which a lock is held

# Fills the pools, and whatever else is made once.
phase warmup on all { repeat loops { p = vmalloc 4K; store p 1; vfree p } }
phase settle on 0 { purge }
phase alone on 0 { repeat loops { p = vmalloc 4K; store p 1; vfree p } }
phase crowd on all { repeat loops { p = vmalloc 4K; store p 1; vfree p } }

expect crowd.vmalloc.count == loops * workers
expect crowd.vfree.count == loops * workers
# Company makes nobody faster.
expect crowd.cycles >= alone.cycles
expect fault.translation == 0
