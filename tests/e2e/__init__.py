"""The pretend workspace in a real browser: what people see and press, and nothing else."""
