phase a {
    vmalloc 4K
}
