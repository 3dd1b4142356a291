phase a { p = vmalloc 4K; load p expect fault alignment 1 }
