"""The tables of a scenario file, one file each."""
