cpus 4
phase a on 0,2-4 { purge }
