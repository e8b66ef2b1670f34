"""Recordings of runs: JSON Lines, a header and then one object an operation. Knows frames, no face."""
