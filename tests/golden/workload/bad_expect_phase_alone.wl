phase churn { }
expect churn == 0
