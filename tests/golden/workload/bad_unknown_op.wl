phase a {
    p = vmaloc 4K
    vmalloc 4K
}
