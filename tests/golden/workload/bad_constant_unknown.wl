N = M + 1
