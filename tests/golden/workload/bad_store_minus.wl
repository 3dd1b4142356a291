phase a { p = vmalloc 4K; store p -1 }
