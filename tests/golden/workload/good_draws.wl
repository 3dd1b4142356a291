# Weights, locks, masks.
cpus 2
phase a on all {
    n = zipf(0, 3)
    n = zipf(5, 6, 2) * 4K
    n = weighted(1: 4K, 3: n + 1, 1: random(1, 2))
    critical { spin n }
    critical b { critical { purge } }
    masked { critical b { spin 1 } }
}
