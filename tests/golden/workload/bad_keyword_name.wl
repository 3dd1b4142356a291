cpus = 3
