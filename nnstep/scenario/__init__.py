"""Scenarios: what an exercise gives, read from a file and checked. Knows no program and no execution."""
