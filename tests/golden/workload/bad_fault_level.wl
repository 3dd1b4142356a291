phase a { p = vmalloc 4K; load p expect fault translation 4 }
