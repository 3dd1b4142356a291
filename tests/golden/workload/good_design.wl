# Four cores allocate, touch and free buffers of random size.
machine cortex-a72
set tlb.l2.entries = 512
set tlb.l2.sizes 4K,64K
cpus 4
allocator augmented

phase warmup on 0 {
    repeat 100 { p = vmalloc 16K; touch p write; vfree p }
}
phase churn on all {
    repeat 10000 {
        p = vmalloc random(1, 100) * 4K
        touch p write
        load p + sizeof(p) expect fault translation 3   # the guard page
        vfree p
    }
}
expect fault.permission == 0
expect churn.vmalloc.cycles.p99 <= 20000
