# SPDX-License-Identifier: GPL-2.0-or-later
# With 15000 areas of one page alive: a large area and a small one, written and
# freed. Making and freeing the 15000 counts, too.
param LOOPS = 5000
BUSY = 15000
allocator augmented

phase test on all {
    list = vmalloc BUSY * 8
    at = list
    repeat BUSY { p = vmalloc 4K; store at p; at = at + 8 }
    repeat LOOPS {
        p = vmalloc 400K; q = vmalloc 4K
        store p 1; store q 1
        vfree p; vfree q
    }
    at = list
    repeat BUSY { p = load at; vfree p; at = at + 8 }
    vfree list
}
