"""A person's own values held against an exercise from inside the program: arrays, names, and the lines of a block."""
