"""Every write of job specs, a module a subject. Transactions begin here and nowhere else."""
