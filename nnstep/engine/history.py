"""How much memory the history of a run takes unless told otherwise. Imports nothing: a help text says it."""

MEGABYTES = 256
BYTES = MEGABYTES * 2**20
