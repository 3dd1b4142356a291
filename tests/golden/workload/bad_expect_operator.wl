expect cycles = 0
