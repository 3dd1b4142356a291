phase a { p = vmalloc 4K; store p 1 expect value 1 }
