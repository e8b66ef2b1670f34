"""The overview of how the gradient passes back: its history over the training steps, and its table."""
