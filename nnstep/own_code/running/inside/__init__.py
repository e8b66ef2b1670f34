"""What is loaded into a person's program while it is watched: the standard library only, and little of it."""
