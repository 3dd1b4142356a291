# SPDX-License-Identifier: GPL-2.0-or-later
# The frames of an area at other addresses, and frames that are no memory.
phase aliases {
    p = vmalloc 12K
    store p + 4096 77
    q = vmap p
    load q + 4096 expect value 77
    store q + 8192 78
    load p + 8192 expect value 78
    load q + sizeof(q) expect fault translation
    protect q read-only                     # no area of vmalloc: refused
    exec q expect fault permission
    r = vmap p
    vunmap q
    load r + 8192 expect value 78
    vunmap q                                # unknown
    vunmap p                                # of vmalloc
    vunmap r + 1                            # misaligned
    vfree r                                 # of vmap
    vunmap 0xffff800080000000               # the firmware itself
    vunmap r
    vunmap 0
    purge
    load r expect fault translation
    vfree p
}
phase owned {
    r = vmap_put_pages 8M                   # its array is an area, too
    touch r write
    vunmap r                                # would lose the pages
    vfree r
    vfree r
    r = vmap_put_pages 0
    r = vmap_put_pages 1G                   # more than there is
    r = vmap 0x1000
}
phase devices {
    d = ioremap 0x09000fe0 32               # PL011, peripheral identification
    v = load d
    e = vmap_pfn 0x09000000 4K
    load e + 0xfe0 expect value v
    exec e expect fault permission
    f = vmap_pfn 0x40000000 4K              # memory
    f = ioremap 0x40000000 4K
    f = ioremap 0x09000000 0
    g = ioremap 0x8000000000 4G             # blocks of level 1; nobody is there
    h = vmalloc 4K
    iounmap d + 4
    iounmap e
    iounmap d
    iounmap g
    iounmap h
    purge
    load d expect fault translation
    load g expect fault translation
    load e expect fault translation
    vfree h
}
