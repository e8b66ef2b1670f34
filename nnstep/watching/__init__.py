"""PyTorch training watched while it runs: recorded in a trace, and held against nnstep's own engine."""
