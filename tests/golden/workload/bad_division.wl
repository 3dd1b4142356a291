phase a { x = 1; x = x / (2 - 2) }
