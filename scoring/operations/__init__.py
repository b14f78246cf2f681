"""Every write of scoring, a module a subject. Transactions begin here and nowhere else."""
