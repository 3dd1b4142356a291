# Each relation, `else if`, a value as condition, an empty branch.
cpus 2
phase a on 0 {
    n = 1
    if n == 1 { purge }
    if n != 1 { purge } else { n = 2 }
    if n < 3 { purge } else if n > 4 { n = 5 }
    else { purge local }
    if n <= 6 {
        if n >= 7 { }
        else { }
    }
    if n { purge }
}
phase b { if cpu == 1 { barrier } else { barrier } }
