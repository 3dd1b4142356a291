phase churn { }
expect chrun.cycles == 0
