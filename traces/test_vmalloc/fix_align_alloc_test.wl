# SPDX-License-Identifier: GPL-2.0-or-later
#
# Five zeroed pages at a multiple of twice a kernel stack, from node 0, never
# written: the cost of an alignment that each request has to be moved to.
#
#     mmulator run traces/test_vmalloc/fix_align_alloc_test.wl --define loops=1000000

param workers = 2
cpus workers
param loops = 2000
SLACK = 64 * workers     # pages of tables and pools that this may add

phase warmup on all {
    repeat 16 {
        p = vmalloc 5 * 4K align 32K zeroed node 0
        if p % 32K { spin 1 }
        vfree p
    }
}
phase settle on all { drain; repeat 32 { purge }; slab_shrink }
phase account on 0 { before = free_page_count }
phase test on all {
    repeat loops {
        p = vmalloc 5 * 4K align 32K zeroed node 0
        if p % 32K { spin 1 }
        vfree p
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
expect test.vfree.count == loops * workers
expect test.spin.count == 0
expect fault.translation == 0
expect fault.permission == 0
expect leaks.spin.count == 0
