# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two sizes in turn while many other areas live: what a request costs when the
# list of live areas is long. Look at test.vmalloc.instructions in `vmlist`, and
# at how the alternating sizes defeat the cached place of `rbtree`.
#
#     mmulator run traces/test_vmalloc/long_busy_list_alloc_test.wl --define loops=1000000 --define busy=15000

param workers = 2
cpus workers
param loops = 100
param busy = 1500
SLACK = 64 * workers     # pages of tables and pools that this may add
array live[busy] on all

phase warmup on all {
    repeat 16 {
        p = vmalloc 100 * 4K
        q = vmalloc 4K
        store p 1
        store q 1
        vfree p
        vfree q
    }
}
phase settle on all { drain; repeat 32 { purge }; slab_shrink }
phase account on 0 { before = free_page_count }
phase fill on all {
    repeat busy as i { live[i] = vmalloc 4K }
}
phase test on all {
    repeat loops {
        p = vmalloc 100 * 4K
        q = vmalloc 4K
        store p 1
        store q 1
        vfree p
        vfree q
    }
}
phase empty on all {
    for p in live { vfree p }
}

# What is still missing, when everything has been freed and flushed, has leaked.
# Pools shrink by a quarter with each purge.
phase flush on all { drain; repeat 32 { purge }; slab_shrink }
phase leaks on 0 {
    after = free_page_count
    if after + SLACK < before { spin 1 }
}

expect test.vmalloc.count == 2 * loops * workers
expect test.vfree.count == 2 * loops * workers
expect fill.vmalloc.count == busy * workers
expect empty.vfree.count == busy * workers
expect fault.translation == 0
expect fault.permission == 0
expect leaks.spin.count == 0
