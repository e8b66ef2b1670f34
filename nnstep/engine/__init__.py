"""The machine: runs a program, and answers for any position with one immutable frame. Knows no face and no file."""
