# SPDX-License-Identifier: GPL-2.0-or-later
#
# A page is freed after a grace period, without a word in it for that. The caller
# waits, so that the time of one free is that of a grace period.
#
#     mmulator run traces/test_vmalloc/kvfree_rcu_1_arg_vmalloc_test.wl --define loops=1000000

param workers = 2
cpus workers
param loops = 200
SLACK = 64 * workers     # pages of tables and pools that this may add

phase warmup on all {
    repeat 16 {
        p = vmalloc 4K
        store p 1
        kvfree_rcu_mightsleep p
    }
}
phase settle on all { drain; repeat 32 { purge }; slab_shrink }
phase account on 0 { before = free_page_count }
phase test on all {
    repeat loops {
        p = vmalloc 4K
        store p 1
        kvfree_rcu_mightsleep p
    }
}

# What is still missing, when everything has been freed and flushed, has leaked.
# Pools shrink by a quarter with each purge.
phase flush on all { drain; repeat 32 { purge }; slab_shrink }
phase leaks on 0 {
    after = free_page_count
    if after + SLACK < before { spin 1 }
}

expect test.vmalloc.count == loops * workers
expect test.kvfree_rcu_mightsleep.count == loops * workers
expect fault.translation == 0
expect fault.permission == 0
expect leaks.spin.count == 0
