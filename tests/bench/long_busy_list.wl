# SPDX-License-Identifier: GPL-2.0-or-later
# With 15000 areas of one page alive: a large area and a small one, written and
# freed. Making and freeing the 15000 counts, too.
param LOOPS = 5000
BUSY = 15000
allocator augmented

phase test on 0 {
    list = vmalloc BUSY * 8
    repeat BUSY as i { p = vmalloc 4K; store list + i * 8 p }
    repeat LOOPS {
        p = vmalloc 400K; q = vmalloc 4K
        store p 1; store q 1
        vfree p; vfree q
    }
    repeat BUSY as i { p = load list + i * 8; vfree p }
    vfree list
}
