"""The fast path: whole training steps as one generated function, bit for bit what stepping computes."""
