phase a { x = random(3, 2) }
