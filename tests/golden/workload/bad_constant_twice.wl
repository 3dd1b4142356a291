N = 3
param N = 4
