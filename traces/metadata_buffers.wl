# SPDX-License-Identifier: GPL-2.0-or-later
#
# A file system's metadata buffers: pages in the page cache, which become one
# range of addresses while somebody looks at them. Each core maps a few of its
# buffers by vm_map_ram, reads and writes them and unmaps them again. Compare
# with the same by vmap: addresses come from a block of the core's own, and the
# flush waits until a block is used up.

param workers = 4
cpus workers
param loops = 400
BUFFERS = 16            # of each core
array buffers[BUFFERS] on all

phase fill on all {
    repeat BUFFERS as i {
        buffers[i] = vmalloc 2 * 4K * (i % 8 + 1)
        store buffers[i] i
    }
}
phase warmup on all {
    repeat 8 {
        q = vm_map_ram buffers[0] sizeof(buffers[0])
        vm_unmap_ram q sizeof(buffers[0])
        q = vmap buffers[0]
        vunmap q
    }
}
phase mapped_ram on all {
    repeat loops {
        i = zipf(0, BUFFERS - 1)
        q = vm_map_ram buffers[i] sizeof(buffers[i])
        load q expect value i
        touch q write
        store q i
        vm_unmap_ram q sizeof(buffers[i])
    }
}
phase mapped on all {
    repeat loops {
        i = zipf(0, BUFFERS - 1)
        q = vmap buffers[i]
        load q expect value i
        touch q write
        store q i
        vunmap q
    }
}
phase empty on all {
    vm_unmap_aliases
    for p in buffers { vfree p }
}

expect mapped_ram.vm_map_ram.count == loops * workers
expect mapped_ram.vm_unmap_ram.count == loops * workers
expect mapped.vunmap.count == loops * workers
expect mapped_ram.vm_map_ram.instructions.sum < mapped.vmap.instructions.sum
expect empty.vfree.count == fill.vmalloc.count
expect fault.translation == 0
