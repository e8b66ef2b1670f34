"""A short tour of the debugger: its texts, and when a person goes on in it."""
