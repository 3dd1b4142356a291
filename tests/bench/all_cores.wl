# SPDX-License-Identifier: GPL-2.0-or-later
# Every core allocates, touches and frees, so that its engine translates what
# of the firmware that takes. A core has one page at a time: what grows with
# the cores is the emulator.
param LOOPS = 100
allocator augmented

phase churn on all {
    repeat LOOPS { p = vmalloc 4K; touch p write; vfree p }
    purge local
}
