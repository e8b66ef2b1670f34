"""Pictures as SVG text, drawn from arrays: curves, heat maps over time, and images."""
