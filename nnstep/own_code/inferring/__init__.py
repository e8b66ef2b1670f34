"""Find which scenario a person's program computes, from the values that its lines assign."""
