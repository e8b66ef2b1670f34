"""Formulas as trees of mathematical signs, and the languages that they are written in: LaTeX and MathML."""
