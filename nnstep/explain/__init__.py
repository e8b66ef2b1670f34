"""Explanations of what the run shows: an operation, a sub-step, the chain rule, gradients checked by differences."""
