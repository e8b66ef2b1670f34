"""Emission: the lines that instructions become."""

from __future__ import annotations

import numpy as np

from nnstep.engine.fastpath.emit import Emitter
from nnstep.expr.array import Array
from tests.engine.fastpath.passes import lowered


def emitted(text: str, shapes: dict[str, tuple[int, ...]], given: dict[str, Array], *lasting: str) -> Emitter:
    code = lowered(text, shapes, given)
    emitter = Emitter(code.buffers(*lasting), code.shapes, {}, set())
    emitter.emit(code.instructions)
    return emitter


def test_an_update_is_written_in_place() -> None:
    given = {"W": np.ones((2, 2)), "V": np.ones((2, 2))}
    assert emitted("W = W - V", {"W": (2, 2), "V": (2, 2)}, given).lines == ["_np_subtract(W, V, W)"]


def test_contiguous_factors_are_multiplied_by_dot_and_others_by_matmul() -> None:
    shapes, lines = {"A": (2, 2), "B": (2, 2), "c": (2, 2)}, []
    for factor in (np.ones((2, 2)), np.ones((2, 4))[:, ::2]):
        lines += emitted("c = A @ B", shapes, {"A": np.ones((2, 2)), "B": factor}, "c").lines
    assert lines == ["_np_dot(A, B, c)", "_np_matmul(A, B, c)"]


def test_a_transpose_is_a_view_that_is_made_once() -> None:
    given = {"A": np.arange(4.0).reshape(2, 2)}
    emitter = emitted("c = A.T * A", {"A": (2, 2), "c": (2, 2)}, given, "c")
    assert emitter.lines == ["_np_multiply(_A_T, A, c)"]
    assert np.shares_memory(emitter.variables["_A_T"], given["A"])


def test_equal_constants_are_one_array_of_rank_0() -> None:
    emitter = emitted("c = 2 * A + 2", {"A": (2, 2), "c": (2, 2)}, {"A": np.ones((2, 2))}, "c")
    assert emitter.lines == ["_np_multiply(_n0, A, c)", "_np_add(c, _n0, c)"]
    assert emitter.variables["_n0"].shape == ()
