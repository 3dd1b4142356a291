expect cycles
