"""Verification of a trace: every record recomputed from those before it, and every hash."""
