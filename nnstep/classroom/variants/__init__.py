"""Variants: for each person other numbers of the same exercise, drawn from a secret seed and kept if they are good."""
