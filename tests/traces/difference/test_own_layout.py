"""Which of a person's matrices are transposed: told by their shapes, else by their first values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstep.expr.array import Array, Shape
from nnstep.program.compile import compile_program
from nnstep.traces.difference.own_layout import layout_of
from tests.conftest import build_scenario

WIDE = compile_program(build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=2))
SQUARE = compile_program(build_scenario((2, 2, 2), ("tanh", "sigmoid"), samples=2))
W = np.array([[1.0, 2.0], [3.0, 4.0]])


def unknown(_: str) -> tuple[Array, Array] | None:
    return None


def values(**written: Array) -> Callable[[str], tuple[Array, Array] | None]:
    """Return the values written, each beside W on the other side."""
    return lambda id: (written[id], W) if id in written else None


@pytest.mark.parametrize(
    ("written", "turned", "remarks"),
    [
        ({"W1": [(3, 2)], "z1": [(3, 1)]}, (False, False), []),
        (
            {"W1": [(2, 3)], "z1": [(3, 1)]},
            (True, False),
            ["weights are taken as transposed: W1 is 2×3 there, 3×2 here"],
        ),
        (
            {"W1": [(3, 2)], "z1": [(1, 3)]},
            (False, True),
            ["samples and biases are taken as transposed: z1 is 1×3 there, 3×1 here"],
        ),
        ({"W1": [(2, 3)], "W2": [(2, 3)]}, (False, False), ["taken as transposed, by their shapes: W1"]),
        ({"W1": [(3, 2), (2, 3)]}, (False, False), ["taken as transposed, by their shapes: W1"]),
        ({"W1": [(6,)], "z1": [()]}, (False, False), []),
    ],
)
def test_shapes_tell(written: dict[str, list[Shape]], turned: tuple[bool, bool], remarks: list[str]) -> None:
    layout = layout_of(WIDE, written, unknown)
    assert (layout.turns("W2"), layout.turns("a1")) == turned
    assert list(layout.remarks) == remarks


@pytest.mark.parametrize(
    ("first", "turned"),
    [
        (unknown, ""),
        (values(W1=W), ""),
        (values(W1=W.T), "W1"),
        (values(W1=W * (1 + 1e-6), W2=W.T), ""),  # the first that tells decides
        (values(W1=W + 9, W2=W.T), "W2"),
        (values(W1=np.ones((1, 1)), W2=W.T), "W2"),  # a number is its own transpose
        (values(W1=np.ones(4), W2=W.T), "W2"),
        (values(W1=np.ones((3, 3)), W2=W.T), "W2"),
        (values(W1=W + 9), ""),
    ],
)
def test_of_square_weights_the_first_values_tell(first, turned: str) -> None:
    layout = layout_of(SQUARE, {"W1": [(2, 2)], "W2": [(2, 2)]}, first)
    assert layout.turns("W1") is bool(turned)
    said = f"weights are taken as transposed: {turned} is that of the other side transposed"
    assert list(layout.remarks) == ([said] if turned else [])
