# SPDX-License-Identifier: GPL-2.0-or-later
#
# One page at every power of two from 1 to 2^63. It has to fail where no such
# address exists in the range, as the module's does, and only there. Look at
# test.vmalloc.count: the one that failed is the last.

param workers = 2
cpus workers
SLACK = 128 * workers    # pages of tables and pools that this may add

phase warmup on all { repeat 16 { p = vmalloc 4K align 2M; vfree p } }
phase settle on all { drain; repeat 32 { purge }; slab_shrink }
phase account on 0 { before = free_page_count }
phase test on all {
    a = 1
    failed = 0
    repeat 64 {
        if failed == 0 {
            p = vmalloc 4K align a
            if p == 0 { failed = 1 } else if p % a { spin 1 }
            vfree p
            a = a * 2
        }
    }
}
phase found on all {
    if failed == 0 { spin 1 }   # 2^63 cannot be had
}

# What is still missing, when everything has been freed and flushed, has leaked.
# Pools shrink by a quarter with each purge.
phase flush on all { drain; repeat 32 { purge }; slab_shrink }
phase leaks on 0 {
    after = free_page_count
    if after + SLACK < before { spin 1 }
}

expect test.spin.count == 0
expect found.spin.count == 0
expect test.vmalloc.count >= 22 * workers    # 2 MiB at least
expect fault.translation == 0
expect fault.permission == 0
expect leaks.spin.count == 0
