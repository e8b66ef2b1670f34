"""Pictures of runs for notebooks: one position of a run as SVG, with a text that is read out instead of it."""
