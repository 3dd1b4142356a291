phase a { x = random(3) }
