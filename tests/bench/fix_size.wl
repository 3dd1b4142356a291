# SPDX-License-Identifier: GPL-2.0-or-later
# Areas of one size: allocate, write the first byte, free.
param LOOPS = 5000
param PAGES = 1
allocator augmented

phase test on all {
    repeat LOOPS { p = vmalloc PAGES * 4K; store p 1; vfree p }
}
