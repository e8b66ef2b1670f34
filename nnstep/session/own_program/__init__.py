"""A person's own program beside the run: which line works on which operation, and both values of it."""
