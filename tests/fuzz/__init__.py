"""Fuzzing of everything that reads what a person hands to nnstep: `python -m tests.fuzz READER|all`, run by hand."""
