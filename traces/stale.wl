# SPDX-License-Identifier: GPL-2.0-or-later
#
# Use after free, seen from the TLB. vfree clears the page table entries but,
# when it is lazy, flushes nothing: a translation that a TLB still holds keeps
# working, on a page that may be somebody else's by now. Only the purge ends it.

cpus 1
lazy on

phase use {
    p = vmalloc 4K
    store p 0x5eed
    load p expect value 0x5eed  # from here on the TLBs know p
}

# No fault, although the page is free. What this reads is anybody's guess, so
# the value is not looked at; a fault would end the run.
phase stale {
    vfree p
    load p
}

phase purged {
    purge
    load p expect fault translation 3
}

expect stale.fault.translation == 0
# The stale load never asked the page table.
expect stale.load.walk.count == 0
expect purged.fault.translation == 1
expect purged.load.walk.count >= 1
