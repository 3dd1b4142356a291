# SPDX-License-Identifier: GPL-2.0-or-later
# Five pages, allocated and freed. What Linux's test asks for besides, an
# alignment of 32K and cleared pages, this language has no words for: the work
# is less than it should be.
param LOOPS = 5000
allocator augmented

phase test on 0 {
    repeat LOOPS { p = vmalloc 20K; vfree p }
}
