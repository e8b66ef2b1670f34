"""Traces: recordings of runs, written, read, opened as a run, compared and verified."""
