# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every core takes its addresses from one tree under one lock, and registers them
# in another. Linux 5.2 to 6.8, where 64 threads spent nine tenths of their time
# waiting. Since 6.9 each core has a node of its own, and pools of its own.
#
#     mmulator run traces/pathology/one_lock.wl
#     mmulator run traces/pathology/one_lock.wl --allocator nodes --define SICK=0

allocator augmented
cpus 16
set sched.quantum = 20     # finer than the time for which a lock is held

param SICK = 1      # 0: expect the cure
ROUNDS = 100

# Fills the pools, and whatever else is made once.
phase warmup on all {
    repeat 150 { p = vmalloc 4K; vfree p }
}
phase settle on 0 {
    purge
}
phase alone on 0 {
    repeat ROUNDS { p = vmalloc 4K; vfree p }
}
phase crowd on all {
    repeat ROUNDS { p = vmalloc 4K; vfree p }
}

expect SICK * 2 * alone.cycles <= crowd.cycles
expect (1 - SICK) * 2 * crowd.cycles <= 3 * alone.cycles
