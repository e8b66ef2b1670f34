"""Worked solutions and exercise sheets: what they hold, composed from a run, before any format writes it."""
