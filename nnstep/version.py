"""The version of nnstep."""

__version__ = "0.1.0"
