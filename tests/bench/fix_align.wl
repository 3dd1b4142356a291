# SPDX-License-Identifier: GPL-2.0-or-later
# Five cleared pages at a multiple of 64K (Linux's THREAD_ALIGN * 2), of node 0,
# allocated and freed.
param LOOPS = 5000
allocator augmented

phase test on all {
    repeat LOOPS { p = vmalloc 20K align 64K zeroed node 0; vfree p }
}
