"""Grading: a verdict on every number of a sheet, and the mistake that produces a wrong one."""
