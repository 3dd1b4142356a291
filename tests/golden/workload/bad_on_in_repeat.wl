cpus 2
phase a { repeat 3 { on 0 { purge } } }
