cpus 65
