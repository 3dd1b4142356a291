cpus 2seed 1
