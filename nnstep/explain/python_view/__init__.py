"""A run as Python programs get it: operation after operation, and how a notebook shows one."""
