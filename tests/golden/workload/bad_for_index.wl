array a[2]
phase x { for p in a as a { } }