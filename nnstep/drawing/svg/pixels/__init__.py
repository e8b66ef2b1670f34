"""Pixels: an SVG as a PNG, and a matrix of colours as an image within an SVG."""
