# Every op and every option of it, on one core.
seed 0x10; shootdown ipi; lazy off
phase ops {
    p = vmalloc 8K
    touch p
    touch p read stride 64
    touch p write stride 2 * 4K
    v = load p
    load p + 8 expect value v + 1
    load p - 4K expect fault any
    load p expect fault external 2
    store p 1
    store p + 8 (-1) expect fault permission 3
    exec p expect fault permission
    exec p
    protect p read-only; protect p read-write; protect p executable
    tlbi vmalle1; tlbi vmalle1is
    tlbi vaae1is p
    tlbi aside1is 7
    purge
    purge local
    vfree p
}
