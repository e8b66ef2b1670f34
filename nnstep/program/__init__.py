"""The program: the operations of one training step, and the schedule that repeats them. Executes nothing."""
