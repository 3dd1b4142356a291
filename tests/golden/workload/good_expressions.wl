param PAGES = 4
SIZE = PAGES * 4K
HALF = (SIZE + 1) / 2 % 0x10000 - -1
phase fold {
    a = 1 + 2 * 3 - 4 / 2 % 3
    b = a - 1 - 1
    c = a - (1 - b)
    d = (a + b) * (c + cpu) + HALF
    e = d / a + random(a, 9) % d
    f = cpu
}
