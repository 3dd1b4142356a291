array a[3]
phase x { touch a[3] }