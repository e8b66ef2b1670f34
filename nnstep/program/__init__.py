"""The program: the operations of one training step, and how they are repeated."""
