# SPDX-License-Identifier: GPL-2.0-or-later
#
# Alignment and size come from one random byte: up to 4 MiB of alignment, up to 10
# pages. Large alignments leave holes in front of areas; look at
# test.vmalloc.instructions.max against p50.
#
#     mmulator run traces/test_vmalloc/random_size_align_alloc_test.wl --define loops=1000000

param workers = 2
cpus workers
param loops = 300
SLACK = 128 * workers    # pages of tables and pools that this may add

phase warmup on all {
    repeat 16 {
        r = random(0, 255)
        a = 1
        repeat r % 23 { a = a * 2 }
        p = vmalloc (r % 10 + 1) * 4K align a zeroed
        if p % a { spin 1 }
        if p == 0 { spin 1 }
        vfree p
    }
}
phase settle on all { drain; repeat 32 { purge }; slab_shrink }
phase account on 0 { before = free_page_count }
phase test on all {
    repeat loops {
        r = random(0, 255)
        a = 1
        repeat r % 23 { a = a * 2 }
        p = vmalloc (r % 10 + 1) * 4K align a zeroed
        if p % a { spin 1 }
        if p == 0 { spin 1 }
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
