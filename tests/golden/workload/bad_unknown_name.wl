phase a { size = 4K; p = vmalloc sise }
