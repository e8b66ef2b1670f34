"""Scenarios: what an exercise gives, read from a file and checked."""
