# SPDX-License-Identifier: GPL-2.0-or-later
# Mappings for a short while: contents, refusals, and stale translations that an
# alias flush ends.
phase small {
    p = vmalloc 512K
    store p 11
    q = vm_map_ram p 16K
    load q expect value 11
    store q + 8192 12
    load p + 8192 expect value 12
    r = vm_map_ram p 256K
    load r + 8192 expect value 12
    vm_unmap_ram q 12K                      # another count
    vm_unmap_ram q + 4096 4K                # no beginning
    vm_unmap_ram q + 8 16K
    vfree q
    vm_unmap_ram q 16K
    vm_unmap_ram q 16K
    vm_unmap_aliases
    load q expect fault translation
    vm_unmap_ram r 256K
    vm_unmap_aliases
    load r expect fault translation
}
phase large {
    q = vm_map_ram p 512K
    load q + 8192 expect value 12
    vm_unmap_ram q 500K
    vm_unmap_ram q 512K
    purge
    load q expect fault translation
    q = vm_map_ram p 513K                   # more than p has
    q = vm_map_ram p 0
}
phase churn {
    repeat 300 {
        n = random(1, 64) * 4K
        a = vm_map_ram p n
        load a expect value 11
        b = vm_map_ram p 8K
        vm_unmap_ram a n
        load b + 4096
        vm_unmap_ram b 8K
    }
    vm_unmap_aliases
    drain
    vmallocinfo
    vfree p
}
