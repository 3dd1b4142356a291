phase a { p = vmalloc 4K
    load # where from?
}
