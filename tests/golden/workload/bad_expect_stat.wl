phase churn { }
expect churn.vmalloc.cycles.p95 == 0
