# SPDX-License-Identifier: GPL-2.0-or-later
# Among 8192 holes of one area each: one page, written and freed. Making the
# holes counts, too.
param LOOPS = 5000
HOLES = 8192
allocator augmented

phase test on all {
    list = vmalloc HOLES * 16       # pairs: one to keep, one to free
    at = list
    repeat HOLES {
        p = vmalloc 4K; store at p
        p = vmalloc 4K; store at + 8 p
        at = at + 16
    }
    at = list + 8
    repeat HOLES { p = load at; vfree p; at = at + 16 }
    repeat LOOPS { p = vmalloc 4K; store p 1; vfree p }
    at = list
    repeat HOLES { p = load at; vfree p; at = at + 16 }
    vfree list
}
