# Places and values, loops in each order, an index that is a constant.
cpus 2
N = 4
array a[N]
array own[2 * N] on all
phase fill on 0 {
    repeat N as i { a[i] = vmalloc 4K * (i + 1) }
    touch a[N - 1] write stride 64
    a[0] = a[1]
    p = a[random(0, 3)]
    a[2] = p; a[3] = sizeof(a[3])
    n = load a[1]
    a[n] = load p + 8
}
phase visit on all {
    for p in a { touch p }
    for q in own backward as i { own[i] = cpu }
    for p in a shuffled as i { if i { vfree p } }
}
