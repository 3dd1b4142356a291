# SPDX-License-Identifier: GPL-2.0-or-later
#
# Small pieces of generated code, such as BPF programs: first an area for each,
# of which every one is a flush when its permissions change and another when it
# goes; then all in one area that is made executable once. Look at the
# broadcasts of both phases, and at what the other cores pay for them.

cpus 4
param programs = 48     # at least 17

RET = 0xd65f03c0        # the instruction
SLOT = 256              # bytes of a program where they share an area
array code[programs]

phase warmup on 0 { p = vmalloc 4K; protect p executable; vfree p; purge }
phase apart on 0 {
    repeat programs as i {
        code[i] = vmalloc 4K
        set_vm_flush_reset_perms code[i]
        store code[i] RET
        protect code[i] executable
    }
    for p in code { exec p }
    for p in code { vfree p }
}
phase packed on 0 {
    pack = vmalloc programs * SLOT
    set_vm_flush_reset_perms pack
    repeat programs as i { store pack + i * SLOT RET }
    protect pack executable
    repeat programs as i { exec pack + i * SLOT }
    store pack 0 expect fault permission 3
    vfree pack
}
phase flush on 0 { purge }
phase gone on all { exec pack expect fault translation 3 }

expect apart.vmalloc.count == apart.vfree.count
expect packed.tlbi.broadcast * 4 < apart.tlbi.broadcast
expect packed.exec.tlb.l1i.miss < apart.exec.tlb.l1i.miss
expect fault.permission == 1
expect fault.translation == 4
