phase a {
    repeat 2 {
        touch p
        p = vmalloc 4K
    }
}
