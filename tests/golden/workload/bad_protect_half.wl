phase a { p = vmalloc 4K; protect p read-execute }
