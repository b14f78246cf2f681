"""What stands around the application on one machine: the embedded servers and the processes of `make run`."""
