cpus 2
phase ü { }
