# SPDX-License-Identifier: GPL-2.0-or-later
#
# Objects of 1 to 1024 bytes, a copy for each core, all freed at the end. Here is
# no per-CPU allocator, so this script is one, that only goes upwards: vmalloc
# sees what it sees from Linux's, a chunk of as many units as there are cores
# whenever the last one is full. Look at test.vmalloc. The module's objects: 35000.
#
#     mmulator run traces/test_vmalloc/pcpu_alloc_test.wl --define objects=35000

param workers = 2
cpus workers
param objects = 7000
SLACK = 64 * workers     # pages of tables and pools that this may add
UNIT = 32K      # of a core, in each chunk
array chunks[objects / 10 + 1] on all   # no object takes more than 3 KiB

phase warmup on all { repeat 16 { p = vmalloc UNIT * workers; vfree p } }
phase settle on all { drain; repeat 32 { purge }; slab_shrink }
phase account on 0 { before = free_page_count }
phase test on all {
    chunk = 0
    made = 0
    used = 0
    repeat objects {
        size = random(1, 1024)
        a = 2
        repeat random(0, 10) { a = a * 2 }
        used = (used + a - 1) / a * a
        if used + size > UNIT { chunk = 0 }
        if chunk == 0 {
            chunk = vmalloc UNIT * workers zeroed
            chunks[made] = chunk
            made = made + 1
            used = 0
        }
        repeat workers as unit { store chunk + unit * UNIT + used / 8 * 8 size }
        used = used + size
    }
}
phase empty on all {
    for p in chunks { if p { vfree p } }
}

# What is still missing, when everything has been freed and flushed, has leaked.
# Pools shrink by a quarter with each purge.
phase flush on all { drain; repeat 32 { purge }; slab_shrink }
phase leaks on 0 {
    after = free_page_count
    if after + SLACK < before { spin 1 }
}

expect test.store.count == objects * workers * workers
expect test.vmalloc.count == empty.vfree.count
expect fault.translation == 0
expect fault.permission == 0
expect leaks.spin.count == 0
