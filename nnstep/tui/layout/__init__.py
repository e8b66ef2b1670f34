"""Which panes stand where, for each size of the terminal."""
