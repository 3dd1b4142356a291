# SPDX-License-Identifier: GPL-2.0-or-later
# Among 8192 holes of one area each: one page, written and freed. Making the
# holes counts, too.
param LOOPS = 5000
HOLES = 8192
allocator augmented

phase test on 0 {
    kept = vmalloc HOLES * 8; junk = vmalloc HOLES * 8
    repeat HOLES as i {
        p = vmalloc 4K; store kept + i * 8 p
        p = vmalloc 4K; store junk + i * 8 p
    }
    repeat HOLES as i { p = load junk + i * 8; vfree p }
    repeat LOOPS { p = vmalloc 4K; store p 1; vfree p }
    repeat HOLES as i { p = load kept + i * 8; vfree p }
    vfree kept; vfree junk
}
