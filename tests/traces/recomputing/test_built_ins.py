"""Every built-in function is recomputed: ordinary values within a tight bound, special ones as IEEE 754 has them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.expr.array import NUMBER_TYPES, Array, RunPrecision
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Expr, Name, call
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.precision import typed
from nnstep.traces.recomputing.built_ins import RECOMPUTED
from nnstep.traces.recomputing.recompute import Numbers, Recomputed, recomputed

U, V = Name("u"), Name("v")
PRECISIONS: tuple[RunPrecision, ...] = ("float64", "float32")
EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 1e-320, 5e-324, 1e-160, 1e160, 709.782712893384, 709.7827128933841, -745.2]
EDGES += [88.72283, 88.72284, -103.98, 3.4028234663852886e38, 1.7976931348623157e308, 1e-45, 40.0, -40.0, 17.0, -17.0]
EDGES += [np.nan, np.inf, -np.inf, np.pi, 1 - 2.0**-53, 1 + 2.0**-52, -1 + 2.0**-53, 1e-15]
numbers = st.sampled_from(EDGES) | st.floats(-5, 5) | st.floats(-1000, 1000) | st.floats()
matrices = st.lists(numbers, min_size=6, max_size=6)


def of(expr: Expr, precision: RunPrecision, **values: Array) -> tuple[Array, Recomputed]:
    """Return what NumPy gives for an expression, and what is recomputed."""
    with np.errstate(all="ignore"):
        read = {name: np.asarray(value, NUMBER_TYPES[precision]) for name, value in values.items()}
        expr = typed(expr, precision)
        value = np.asarray(evaluate(expr, read), NUMBER_TYPES[precision])
    return value, recomputed(expr, {name: Numbers.of(array) for name, array in read.items()}, precision)


def called(name: str) -> Expr:
    return call(name, *(U, V)[: PRIMITIVES[name].arity])


def test_the_table_has_every_built_in_function() -> None:
    assert RECOMPUTED.keys() == PRIMITIVES.keys()


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", PRIMITIVES)
@given(u=matrices, v=matrices)
@settings(max_examples=10)
def test_values_of_all_kinds_are_within_the_bounds(
    name: str, precision: RunPrecision, u: list[float], v: list[float]
) -> None:
    value, again = of(called(name), precision, u=np.reshape(u, (2, 3)), v=np.reshape(v, (2, 3)))
    assert again.shape == value.shape
    assert again.first_outside(value.ravel().tolist()) is None


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", PRIMITIVES)
def test_bounds_of_ordinary_values_are_tight(name: str, precision: RunPrecision) -> None:
    random = np.random.default_rng(3)
    u, v = random.uniform(0.2, 2, (3, 4)), random.uniform(0.3, 2, (3, 4))
    value, again = of(called(name), precision, u=u, v=v)
    unit = 2.0**-53 if precision == "float64" and name != "float32" else 2.0**-24
    assert again.first_outside(value.ravel().tolist()) is None
    assert max(again.bounds) <= 64 * unit * max(1, float(np.abs(value).max()))
    for place in range(value.size):
        changed = value.ravel().tolist()
        changed[place] += 128 * unit * max(1, abs(changed[place]))
        assert again.first_outside(changed) == place


@pytest.mark.parametrize("name", sorted(set(PRIMITIVES) - {"ln_softmax", "ln_softmax_rows"}))
def test_a_special_value_gives_what_it_gives_and_nothing_else(name: str) -> None:
    for precision, special in product(PRECISIONS, [0.0, -0.0, np.nan, np.inf, -np.inf, 1e308, -1e308]):
        value, again = of(called(name), precision, u=np.full((1, 1), special), v=np.full((1, 1), 0.5))
        assert again.first_outside(value.ravel().tolist()) is None
        for number, bound in zip(value.ravel().tolist(), again.bounds, strict=True):
            assert bound <= 1e-6 * abs(number) + 1e-40 if np.isfinite(number) else bound == 0
