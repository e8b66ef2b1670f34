"""What nnstep costs beside other programs, measured by hand: ``python -m tests.benchmarks``."""
