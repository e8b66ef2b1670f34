"""The command ``check``: its options, a class that is graded, and what is printed and written of it."""
