"""Checks: a person's numbers held against a run, each with a verdict; where one is off, what gives just these digits.

Knows the machine and everything below it; knows no face.
"""
