cpus 2 # 
