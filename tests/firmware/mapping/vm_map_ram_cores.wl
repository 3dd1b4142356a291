# SPDX-License-Identifier: GPL-2.0-or-later
# Four cores map the same pages, and end mappings of each other.
cpus 4
array q0[4]
phase fill on 0 { p = vmalloc 64K; store p 5 }
phase churn on all {
    repeat 200 {
        n = random(1, 16) * 4K
        a = vm_map_ram p n
        load a expect value 5
        touch a
        vm_unmap_ram a n
    }
}
phase handed on all { q0[cpu] = vm_map_ram p 12K }
phase ended on all {
    load q0[(cpu + 1) % 4] expect value 5
    barrier
    vm_unmap_ram q0[(cpu + 1) % 4] 12K
    vm_unmap_aliases
    barrier
    load q0[cpu] expect fault translation
}
