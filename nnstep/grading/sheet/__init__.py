"""Answer sheets: read, written blank, and held as written numbers."""
