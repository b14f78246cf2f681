"""Results and reports as files. Pure: rows go in, the content of a file comes out."""
