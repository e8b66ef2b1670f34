"""What answers are compared with: the true run, the learner's own run, and rounding intervals."""
