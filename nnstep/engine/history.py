"""The default memory for a run's history. Imports nothing, since a help text reads it."""

MEGABYTES = 256
BYTES = MEGABYTES * 2**20
