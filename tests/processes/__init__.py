"""What happens when processes are killed and the broker goes away, with real processes."""
