"""What stands for a value that is not there, and beside one that no longer holds."""

from __future__ import annotations

MISSING = "·"
"""Stands for a value that is not computed yet, or was not recorded."""
UNRECORDED = "not recorded"
"""The note on what a recording does not hold."""
STALE = "stale"
"""The note on a value that was computed from one that has been changed since."""
