# SPDX-License-Identifier: GPL-2.0-or-later
# The same four pages mapped and unmapped in both ways, by four cores at once.
cpus 4
phase pages on all { p = vmalloc 16K }
phase by_vmap on all { repeat 300 { q = vmap p; touch q; vunmap q } }
phase by_ram on all { repeat 300 { q = vm_map_ram p 16K; touch q; vm_unmap_ram q 16K } }
phase done on all { vfree p }
expect 4 * by_ram.vm_map_ram.instructions.p50 < 3 * by_vmap.vmap.instructions.p50
expect 3 * by_ram.vm_map_ram.cycles.p50 < 2 * by_vmap.vmap.cycles.p50
expect by_ram.tlbi.broadcast <= by_vmap.tlbi.broadcast
