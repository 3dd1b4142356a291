cpus 2
phase a on all { on 0 { purge } }
