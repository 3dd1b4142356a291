phase churn { }
expect churn.vmalloc.walk.cuont == 0
