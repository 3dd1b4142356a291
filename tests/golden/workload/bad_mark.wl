cpus 2 !
