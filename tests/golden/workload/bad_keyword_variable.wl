phase a { repeat = 3 }
