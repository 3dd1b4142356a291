# SPDX-License-Identifier: GPL-2.0-or-later
# What is freed later: between ops, or after a grace period.
phase later {
    p = vmalloc 8K
    vfree_atomic p
    vfree_atomic p                          # freed by now
    purge
    load p expect fault translation
    q = vmalloc 4K
    store q 5
    kvfree_rcu q
    drain
    purge
    load q expect fault translation
    r = vmalloc 4K
    kvfree_rcu_mightsleep r
    synchronize_rcu
    drain
    purge
    load r expect fault translation
    repeat 20 { s = vmalloc 4K; kvfree_rcu s; t = vmap_put_pages 8K; vfree_atomic t }
    drain
    vfree_atomic 0
    vfree_atomic s + 8
    kvfree_rcu s
    kvfree_rcu_mightsleep 0
}
phase flushed_at_once {
    p = vmalloc 4K
    store p 0xd65f03c0                      # RET
    protect p executable
    exec p
    set_vm_flush_reset_perms p
    q = vm_map_ram p 4K
    vm_unmap_ram q 4K
    vfree p
    exec p expect fault translation         # without a purge
    load q expect fault translation
    set_vm_flush_reset_perms p
}
