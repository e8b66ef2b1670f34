"""Run a person's own program as Python would, and watch what its lines assign."""

from nnstep.own_code.running.watching import WatchLimits, watch_program

__all__ = ["WatchLimits", "watch_program"]
