cpus 2
phase a { if cpu == 1 { on 0 { purge } } }