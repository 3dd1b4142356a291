# SPDX-License-Identifier: GPL-2.0-or-later
#
# Random lives of areas on all cores. Every page holds what its owner wrote, and
# owners change: who gets an area from another core must read what that one
# wrote, whatever was mapped at its address before. A stale translation gives
# another value, or a guard page that answers. test_soak.py repeats the phase
# `churn`, because the debug firmware checks its structures between phases.

cpus 8
param OPS = 100         # of each core in the phase
param PURGE_LOCAL = 0   # 1: purge on one core only; must be found out
param PURGES = 1        # of about a hundred ops
LIVE = 12
MEETING = 8

array mine[LIVE] on all
array marks[LIVE] on all
array met[MEETING]      # areas on their way from core to core
array met_marks[MEETING]

phase churn on all {
    repeat OPS as round {
        i = random(0, LIVE - 1)
        p = mine[i]
        mark = marks[i]
        pages = sizeof(p) / 4K
        job = weighted(30: 0, 15: 1, 14: 2, 8: 3, 8: 4, 14: 5, 4: 6, PURGES: 7, 1: 8)
        if p == 0 {
            size = weighted(80: random(1, 8), 19: random(9, 40), 1: 0) * 4K
            if size {
                p = vmalloc size
            } else {
                p = vmalloc_huge 2M
            }
            # Marks of different cores and rounds lie further apart than an area has pages.
            mark = random(1, 0xffffffff) * 64K + cpu * 4K
            pages = sizeof(p) / 4K
            # Of huge areas the first page and the last 47: all of them would be most of the work.
            store p mark
            repeat pages as n {
                if n + 48 > pages { store p + n * 4K mark + n }
            }
            mine[i] = p
            marks[i] = mark
        } else if job == 0 {            # touch, check, free
            touch p
            repeat pages as n {
                if n + 48 > pages { load p + n * 4K expect value mark + n }
            }
            vfree p
            mine[i] = 0
        } else if job == 1 {            # touch, look behind the end
            load p expect value mark
            load p + sizeof(p) - 4K expect value mark + pages - 1
            touch p
            load p + sizeof(p) expect fault translation
        } else if job == 2 {            # change owners
            k = random(0, MEETING - 1)
            critical meeting {
                mine[i] = met[k]
                marks[i] = met_marks[k]
                met[k] = p
                met_marks[k] = mark
            }
            p = mine[i]
            mark = marks[i]
            pages = sizeof(p) / 4K
            repeat pages as n {
                if n + 48 > pages { load p + n * 4K expect value mark + n }
            }
        } else if job == 3 {            # a second address
            q = vmap p
            if q {
                load q expect value mark
                store q + sizeof(p) - 4K mark + pages - 1
                load q + sizeof(p) expect fault translation
                load p + sizeof(p) - 4K expect value mark + pages - 1
                vunmap q
            }
        } else if job == 4 {            # a second address for a moment
            first = random(1, (pages - 1) % 40 + 1)
            q = vm_map_ram p first * 4K
            if q {
                load q expect value mark
                repeat first as n {
                    if n + 48 > pages { load q + n * 4K expect value mark + n }
                }
                store q mark
                vm_unmap_ram q first * 4K
            }
            load p expect value mark
        } else if job == 5 {            # free what was touched last: its entries are young
            touch p write
            vfree p
            mine[i] = 0
        } else if job == 6 {
            vfree_atomic p
            mine[i] = 0
        } else if job == 7 {
            if PURGE_LOCAL { purge local } else if cpu % 2 { purge } else { vm_unmap_aliases }
        } else if PURGE_LOCAL == 0 {    # read-only for a while; flushes on all cores
            protect p read-only
            load p expect value mark
            store p 0 expect fault permission
            protect p read-write
            store p mark
        }
    }
}
phase leave on all {
    for p in mine as i {
        if p { load p expect value marks[i] }
        vfree p
        mine[i] = 0
    }
    drain
}
phase meeting on 0 {
    for p in met as k {
        if p { load p expect value met_marks[k] }
        vfree p
    }
    drain
    vm_unmap_aliases
}
expect leaked.areas == 0
expect leaked.bytes == 0
