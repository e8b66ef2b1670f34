"""What the derivatives in a graph's program are called."""

from __future__ import annotations


def derivative(name: str) -> str:
    """Return the id of the derivative of the result by `name`: ``dx``, as ``dW1`` is that of the error by W1."""
    return f"d{name}"


def local_derivative(target: str, name: str) -> str:
    """Return the id of the derivative of one line's target by a number that it reads: ``dy_dx``."""
    return f"d{target}_d{name}"


def path_derivative(name: str, through: str) -> str:
    """Return the id of the part of the derivative by `name` that comes through one line: ``dx_through_a1``."""
    return f"d{name}_through_{through}"
