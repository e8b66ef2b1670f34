"""Panels with a network or a graph: nodes, and lines between them."""
