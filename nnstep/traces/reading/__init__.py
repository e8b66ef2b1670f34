"""Reading traces: bytes, compressed or not, lines found by bisection, and format 1."""
