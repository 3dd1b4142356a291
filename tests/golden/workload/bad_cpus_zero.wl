cpus 0
