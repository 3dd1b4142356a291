# SPDX-License-Identifier: GPL-2.0-or-later
# Areas of 1 to 100 pages: allocate, write the first byte, free.
param LOOPS = 5000
allocator augmented

phase test on all {
    repeat LOOPS { p = vmalloc random(1, 100) * 4K; store p 1; vfree p }
}
