"""The walks over an expression tree: shape, NumPy line, formula, expansion, sub-steps, derivative, value."""
