"""What the screen keeps going: moves, long runs in slices, and recordings."""
