"""The engine: runs a program, and answers for any position with one immutable frame."""
