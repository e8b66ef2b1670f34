"""The search for an explanation of numbers that are off: variants of mistakes, tried and ranked."""
