cpus 4
phase a on 3-1 { purge }
