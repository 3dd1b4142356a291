N = random(1, 2)
