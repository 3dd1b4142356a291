cpus 4k
