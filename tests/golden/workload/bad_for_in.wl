array a[2]
phase x { for p of a { } }