# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each core maps an area, touches every page of it and unmaps it: first one core
# alone, then all. What it costs beyond the touching is page tables and flushes;
# look at together.tlbi.broadcast and together.shootdown.cycles, with `--shootdown`
# range, ipi and full, and with `--lazy off`.
#
#     mmulator run traces/percpu_map_touch_unmap.wl --shootdown ipi --lazy off

param workers = 8
cpus workers
param loops = 300
param pages = 16

phase warmup on all { repeat 20 { p = vmalloc pages * 4K; touch p write; vfree p } }
phase alone on 0 { repeat loops { p = vmalloc pages * 4K; touch p write; vfree p } }
phase together on all { repeat loops { p = vmalloc pages * 4K; touch p write; vfree p } }
phase flush on 0 { purge }
phase gone on all { load p expect fault translation 3 }

expect together.vmalloc.count == loops * workers
expect together.vfree.count == loops * workers
# A new mapping is a miss in every page of it.
expect together.touch.tlb.l1d.miss >= pages * loops * workers
expect fault.translation == workers
expect fault.permission == 0
