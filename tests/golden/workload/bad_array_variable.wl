n = 3
array a[m]