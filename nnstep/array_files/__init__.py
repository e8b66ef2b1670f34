"""Arrays read from files and written to files, in the format that the name ends in."""
