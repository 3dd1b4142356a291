phase churn { }
expect churn.vmaloc.count == 0
