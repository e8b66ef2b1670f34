"""How one run is told: operations worked out as a story has them, and each quantity held against the sheet."""
