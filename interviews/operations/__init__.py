"""Every write of interviews, a module a subject. Transactions begin here and nowhere else."""
