cpus 2
cpus 3
