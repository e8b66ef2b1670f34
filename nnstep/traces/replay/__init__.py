"""Recorded runs: a trace as the run that it is of, or computed again from the scenario in it."""
