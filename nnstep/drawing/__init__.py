"""Pictures as characters: curves, axes and dots, to be put on any screen."""
