phase a { p = vmalloc 4K; load p expect translation }
