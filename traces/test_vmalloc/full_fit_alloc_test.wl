# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every other page of a long range is free, so that each request finds a hole of
# just its size. Look at test.vmalloc.instructions: finding the hole must not
# depend on how many there are. The module's holes: 8192 a worker and CPU bit.
#
#     mmulator run traces/test_vmalloc/full_fit_alloc_test.wl --define loops=1000000 --define holes=8192

param workers = 2
cpus workers
param loops = 2000
param holes = 1000
SLACK = 64 * workers     # pages of tables and pools that this may add
array kept[holes] on all
array junk[holes] on all

phase warmup on all {
    repeat 16 {
        p = vmalloc 4K
        store p 1
        vfree p
    }
}
phase settle on all { drain; repeat 32 { purge }; slab_shrink }
phase account on 0 { before = free_page_count }
phase fill on all {
    repeat holes as i { kept[i] = vmalloc 4K; junk[i] = vmalloc 4K }
    for p in junk { vfree p }
}
phase test on all {
    repeat loops {
        p = vmalloc 4K
        store p 1
        vfree p
    }
}
phase empty on all {
    for p in kept { vfree p }
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
expect fill.vmalloc.count == 2 * holes * workers
expect fill.vfree.count + empty.vfree.count == fill.vmalloc.count
expect fault.translation == 0
expect fault.permission == 0
expect leaks.spin.count == 0
