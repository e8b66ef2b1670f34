"""What is drawn of a run: curves of numbers over the training steps, heat maps, images."""
