N = 3
phase a { N = 4 }
