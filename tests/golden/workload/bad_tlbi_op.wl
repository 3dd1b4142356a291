phase a { p = vmalloc 4K; tlbi vaae1si p }
