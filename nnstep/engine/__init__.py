"""The engine: run a program, and return one immutable frame for any position."""
