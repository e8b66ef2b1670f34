"""What may be otherwise in a person's program, and how much of its values each supposition explains."""
