# SPDX-License-Identifier: GPL-2.0-or-later
#
# An area grows from one page to four and shrinks again, down to half a page and
# back. What it holds has to survive each step; growing moves it, shrinking does
# not.
#
#     mmulator run traces/test_vmalloc/vrealloc_test.wl --define loops=1000000

param workers = 2
cpus workers
param loops = 200
SLACK = 64 * workers     # pages of tables and pools that this may add

phase warmup on all {
    repeat 16 {
        p = vmalloc 4K
        store p 0xa5
        p = vrealloc p 16K
        load p expect value 0xa5
        store p + 12K 0x5a
        p = vrealloc p 4K
        load p expect value 0xa5
        p = vrealloc p 2K
        load p expect value 0xa5
        p = vrealloc p 4K
        load p expect value 0xa5
        vfree p
    }
}
phase settle on all { drain; repeat 32 { purge }; slab_shrink }
phase account on 0 { before = free_page_count }
phase test on all {
    repeat loops {
        p = vmalloc 4K
        store p 0xa5
        p = vrealloc p 16K
        load p expect value 0xa5
        store p + 12K 0x5a
        p = vrealloc p 4K
        load p expect value 0xa5
        p = vrealloc p 2K
        load p expect value 0xa5
        p = vrealloc p 4K
        load p expect value 0xa5
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
expect test.vrealloc.count == 4 * loops * workers
expect fault.translation == 0
expect fault.permission == 0
expect leaks.spin.count == 0
