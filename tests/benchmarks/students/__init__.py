"""Simulated students: random exercises worked by hand with known mistakes, to measure the check against them."""
