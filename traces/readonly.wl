# SPDX-License-Identifier: GPL-2.0-or-later
#
# Permissions: what a mapping forbids faults, and a change of permissions
# reaches the TLBs at once.

cpus 1

RET = 0xd65f03c0        # the instruction

phase writable {
    p = vmalloc 8K
    store p RET
    load p expect value RET
    # Data is never executable.
    exec p expect fault permission 3
}

phase readonly {
    protect p read-only
    load p expect value RET
    store p 0 expect fault permission 3
    store p + 4K 0 expect fault permission 3
    load p expect value RET
}

# Executable areas are not writable.
phase code {
    protect p executable
    exec p
    store p 0 expect fault permission 3
}

phase back {
    protect p read-write
    store p 1
    load p expect value 1
    vfree p
}

expect fault.permission == 4
expect fault.translation == 0
expect back.fault.permission == 0
