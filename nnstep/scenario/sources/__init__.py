"""Where the numbers of a scenario come from: typed in, drawn, or from files."""
