array a[3]
phase x { q = a }