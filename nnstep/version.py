"""The version of nnstep, said once. Knows nothing else."""

__version__ = "0.1.0"
