"""A new scenario while it is filled in: its fields, its text, and what the reader of scenarios says of it."""
