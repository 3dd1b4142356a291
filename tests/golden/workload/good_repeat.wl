cpus 2
N = 3
phase loops on all {
    repeat 0 { purge }
    repeat N {
        repeat random(1, N) as i { x = i * i }
    }
    repeat x as x { y = x }
    repeat 18446744073709551615 { }
}
