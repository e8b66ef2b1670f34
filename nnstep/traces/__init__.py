"""Traces: recordings of runs as JSON Lines, a header and then one object an operation."""
