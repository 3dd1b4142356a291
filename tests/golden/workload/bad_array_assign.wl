array a[3]
phase x { a = 1 }