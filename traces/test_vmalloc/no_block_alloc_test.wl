# SPDX-License-Identifier: GPL-2.0-or-later
#
# Allocations where nothing may be waited for, with interrupts off, half of them
# with access to the last pages. Linux can do that since 6.18; look for failures:
# here they would stop the run at the store.
#
#     mmulator run traces/test_vmalloc/no_block_alloc_test.wl --define loops=1000000

param workers = 2
cpus workers
param loops = 2000
param pages = 1
SLACK = 64 * workers     # pages of tables and pools that this may add

phase warmup on all {
    repeat 16 {
        masked {
            if random(0, 1) { p = vmalloc pages * 4K atomic } else { p = vmalloc pages * 4K }
            store p 1
            vfree p
        }
    }
}
phase settle on all { drain; repeat 32 { purge }; slab_shrink }
phase account on 0 { before = free_page_count }
phase test on all {
    repeat loops {
        masked {
            if random(0, 1) { p = vmalloc pages * 4K atomic } else { p = vmalloc pages * 4K }
            store p 1
            vfree p
        }
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
expect fault.translation == 0
expect fault.permission == 0
expect leaks.spin.count == 0
