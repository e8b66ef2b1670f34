"""A person's own program: run, watched, its values matched with the quantities of a scenario."""
