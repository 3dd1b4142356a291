cpus 2
cpuss 3
