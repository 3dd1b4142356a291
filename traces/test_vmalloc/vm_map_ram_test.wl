# SPDX-License-Identifier: GPL-2.0-or-later
#
# The same pages mapped for a moment, over and over: each core takes addresses
# from a block of its own, without a lock, and flushes when the block is used up.
# Compare test.vm_map_ram.cycles with test.vmalloc of fix_size_alloc_test.
#
#     mmulator run traces/test_vmalloc/vm_map_ram_test.wl --define loops=1000000

param workers = 2
cpus workers
param loops = 10000
param pages = 1
SLACK = 64 * workers     # pages of tables and pools that this may add

phase warmup on all {
    repeat 16 {
        source = vmalloc pages * 4K
        bytes = pages * 4K
        q = vm_map_ram source bytes
        store q 1
        vm_unmap_ram q bytes
        vfree source
    }
}
phase settle on all { drain; repeat 32 { purge }; slab_shrink }
phase account on 0 { before = free_page_count }
phase fill on all {
    source = vmalloc pages * 4K
    bytes = pages * 4K
}
phase test on all {
    repeat loops {
        q = vm_map_ram source bytes
        store q 1
        vm_unmap_ram q bytes
    }
}
phase empty on all {
    vfree source
    vm_unmap_aliases
}

# What is still missing, when everything has been freed and flushed, has leaked.
# Pools shrink by a quarter with each purge.
phase flush on all { drain; repeat 32 { purge }; slab_shrink }
phase leaks on 0 {
    after = free_page_count
    if after + SLACK < before { spin 1 }
}

expect test.vm_map_ram.count == loops * workers
expect test.vm_unmap_ram.count == loops * workers
expect fault.translation == 0
expect fault.permission == 0
expect leaks.spin.count == 0
