"""What is found of a person's program as text and as JSON: its own source, line by line, and what goes wrong first."""
