"""Matrices as text: numbers, heat maps and images, with their margins and measures."""
