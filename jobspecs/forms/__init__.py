"""Forms of job specs: parsing and messages. They save nothing."""
