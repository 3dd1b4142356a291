phase a { p = vmalloc 4K vfree p }
