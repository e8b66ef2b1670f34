"""Holds two runs against each other: live, recorded, or written by a person's own program."""
