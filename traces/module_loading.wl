# SPDX-License-Identifier: GPL-2.0-or-later
#
# Kernel modules come and go: code, constants and data in an area each. Code is
# written, then made executable and read-only; unloading flushes before its
# pages are free, so that nobody executes what others write there. Look at
# load.protect.cycles and at the flushes of the unload phase.
#
#     mmulator run traces/module_loading.wl --define loops=1000

cpus 4
param loops = 60
param LOADED = 24       # modules at a time

RET = 0xd65f03c0        # the instruction
array text[LOADED]
array constants[LOADED]
array data[LOADED]

phase load on 0 {
    repeat LOADED as i {
        text[i] = vmalloc random(1, 64) * 4K
        set_vm_flush_reset_perms text[i]
        constants[i] = vmalloc random(1, 16) * 4K
        data[i] = vmalloc random(1, 16) * 4K zeroed
        touch data[i] write
        store constants[i] i
        store text[i] RET
        protect constants[i] read-only
        protect text[i] executable
    }
}
phase use on all {
    for p in text shuffled as i {
        exec p
        load constants[i] expect value i
    }
}
phase guarded on 1 {
    for p in text as i {
        store p 0 expect fault permission 3
        store constants[i] 0 expect fault permission 3
        exec data[i] expect fault permission 3
    }
}
# One core loads another module in the place of one, while the rest runs on.
phase reload {
    on 0 {
        repeat loops {
            i = random(0, LOADED / 2 - 1)
            vfree text[i]
            text[i] = vmalloc random(1, 64) * 4K
            set_vm_flush_reset_perms text[i]
            store text[i] RET
            protect text[i] executable
            exec text[i]
        }
    }
    on 1-3 {
        repeat loops { exec text[random(LOADED / 2, LOADED - 1)] }
    }
}
phase unload on 0 {
    for p in text { vfree p }
    for p in constants { vfree p }
    for p in data { vfree p }
    purge
}
phase gone on all {
    exec text[0] expect fault translation 3
}

expect guarded.fault.permission == 3 * LOADED
expect fault.permission == guarded.fault.permission
expect fault.translation == 4
expect load.vmalloc.count + reload.vmalloc.count == reload.vfree.count + unload.vfree.count
# Each area of code is flushed when it goes.
expect reload.vfree.shootdown.count >= loops
