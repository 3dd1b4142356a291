phase a { n = 3; n = sizeof(n) }
