cpus 2
phase a { critical { on 0 { } } }