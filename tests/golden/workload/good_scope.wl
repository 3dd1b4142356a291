# Where names live: shared when one core assigns, each core's own otherwise.
cpus 3
phase one on 0 { p = vmalloc 4K; n = 3 }
phase many on 0-1 {
    # Begins with the shared n; p stays the shared one.
    n = n + cpu
    touch p
}
phase again on 2 {
    # Begins with core 2's own n, which it never assigned: 0.
    n = n * 2
    q = p
    q = q + 4K
}
phase mixed {
    a = 1
    on 0 { a = a + 1; barrier }
    barrier
    on 1,2 { b = a; barrier }
    c = a
}
