a = 1
array a[2]