array a[2]
phase x { a[] = 1 }