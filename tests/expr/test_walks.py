"""The walks over one tree say the same: NumPy line, node-by-node value, single elements, sub-steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.engine.partial_operation import PartialOperation
from nnstep.errors import ProgramError
from nnstep.expr.array import Array
from nnstep.expr.primitives import PRIMITIVES, TYPED
from nnstep.expr.tree import (
    Binary,
    Call,
    Derivative,
    Expr,
    Name,
    Negative,
    Number,
    Pick,
    Range,
    Transpose,
    call,
    names,
    substitute,
    walk,
)
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.numpy_line import line, namespace, source
from nnstep.expr.walks.shape import shape_of
from nnstep.expr.walks.substeps import substeps
from nnstep.program.program import Op

VALUES = {
    "s": np.array(0.75),
    "A": np.array([[0.5, -1.25, 2.0], [1.5, 0.25, -0.75]]),
    "B": np.array([[1.0, 0.5, -2.0], [0.125, 3.0, 1.0]]),
    "v": np.array([[0.5], [-1.0], [2.5]]),
    "b": np.array([[0.25], [1.75]]),
}
SHAPES = {id: value.shape for id, value in VALUES.items()}


def run(expr: Expr) -> np.ndarray:
    values = dict(VALUES)
    with np.errstate(all="ignore"):
        exec(line("result", expr), namespace(), values)
    return np.asarray(values["result"])


def trees(shape: tuple[int, ...], depth: int) -> st.SearchStrategy[Expr]:
    """Random trees of one shape over VALUES; every operator, transposes, calls and slopes occur."""
    leaves = [st.just(Name(id)) for id, own in SHAPES.items() if own == shape]
    if shape == ():
        leaves.append(st.sampled_from([Number(0.5), Number(-2.0), Number(3.0), Number(1e-3)]))
    if not leaves:
        return st.deferred(lambda: trees(shape[::-1], 0).map(Transpose))
    if depth == 0:
        return st.one_of(leaves)
    deeper = st.deferred(lambda: trees(shape, depth - 1))
    number = st.deferred(lambda: trees((), depth - 1))
    options = [
        *leaves,
        deeper.map(Negative),
        st.builds(Binary, st.sampled_from(["+", "-", "*", "/"]), deeper, deeper),
        st.builds(Binary, st.sampled_from(["+", "-", "*", "/"]), number, deeper),
        st.builds(lambda e: Binary("**", e, Number(2.0)), deeper),
        st.builds(call, st.sampled_from(ELEMENTWISE), deeper),
        st.builds(lambda e: Derivative("σ′", e, e * (1 - e)), deeper),
    ]
    if shape == (2, 1):
        options.append(st.builds(lambda e: e @ Name("v"), trees((2, 3), depth - 1)))
        options.append(st.builds(lambda e: call("softmax", e), deeper))
    if shape == (2, 3):
        options.append(
            st.builds(lambda left, right: left @ Transpose(right), trees((2, 1), depth - 1), trees((3, 1), 0))
        )
        options.append(st.builds(lambda left, right: left + right, deeper, trees((2, 1), depth - 1)))
    if shape == ():
        options.append(st.builds(lambda e: call("sum", e), trees((2, 3), depth - 1)))
    return st.one_of(options)


ELEMENTWISE = ["exp", "tanh", "sigmoid", "relu", "step", "ones", "linear"]
ANY_TREE = st.sampled_from([(), (2, 1), (2, 3), (3, 1)]).flatmap(lambda shape: trees(shape, 3))


@pytest.mark.thorough
@given(ANY_TREE)
def test_the_numpy_line_gives_bit_for_bit_what_the_tree_means(expr: Expr) -> None:
    np.testing.assert_array_equal(run(expr), evaluate(expr, VALUES))


@pytest.mark.thorough
@given(ANY_TREE)
def test_the_static_shape_is_the_shape_of_the_value(expr: Expr) -> None:
    assert shape_of(expr, SHAPES) == run(expr).shape


@pytest.mark.thorough
@given(ANY_TREE)
def test_every_element_expanded_is_the_element_of_the_matrix(expr: Expr) -> None:
    whole = evaluate(expr, VALUES)
    for index in np.ndindex(whole.shape):
        alone = evaluate(expand(expr, index, SHAPES), VALUES)
        scale = 1e-9 * max(1.0, abs(float(whole[index]))) if np.isfinite(whole[index]) else 0
        assert alone == pytest.approx(float(whole[index]), rel=1e-6, abs=scale, nan_ok=True)


@pytest.mark.thorough
@given(ANY_TREE)
def test_substeps_each_on_the_results_before_give_the_bits_of_the_whole(expr: Expr) -> None:
    values = dict(VALUES)
    for step in substeps(expr, SHAPES):
        values[step.name] = evaluate(step.short, values)
        assert values[step.name].shape == step.shape
    np.testing.assert_array_equal(values[step.name], evaluate(expr, VALUES))


RANKS: dict[str, Array] = {
    f"q{'_'.join(map(str, shape))}": np.linspace(-1.5, 2.0, int(np.prod(shape))).reshape(shape)
    for shape in [(), (1, 1), (1, 3), (2, 1), (2, 3), (3, 1), (3, 3)]
}
RANK_SHAPES = {id: value.shape for id, value in RANKS.items()}
_RANGES = st.builds(Range, st.none() | st.integers(-3, 3), st.none() | st.integers(-3, 3))
_INDICES = st.lists(st.integers(-3, 3) | _RANGES, min_size=1, max_size=2).map(tuple)
_NAMES = st.sampled_from([Name(id) for id in RANKS])


def _wider(smaller: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    calls = [
        st.tuples(*[smaller] * PRIMITIVES[function].arity).map(lambda arguments, f=function: Call(f, arguments))
        for function in TYPED
    ]
    operators = st.sampled_from(["+", "-", "*", "/", "**", "@"])
    return st.one_of(
        st.builds(Binary, operators, smaller, smaller | st.just(Number(0.5))),
        smaller.map(Negative),
        smaller.map(Transpose),
        *calls,
    )


ANY_RANK = st.recursive(_NAMES | st.builds(Pick, _NAMES, _INDICES), _wider, max_leaves=6)
"""Trees that need not fit: every operator and function that people may type, and parts, of rank 0 to 2."""


EXACT = {"+", "-", "*", "/", "abs", "max", "sqrt", "linear"}
"""What gives an element the same bits whatever stands beside it."""


def _operations(expr: Expr) -> set[str]:
    found = {node.operator if isinstance(node, Binary) else "" for node in walk(expr)}
    return (found | {node.function for node in walk(expr) if isinstance(node, Call)}) - {""}


def _value_of_parts(expr: Expr) -> Array:
    """Return the value; raise ValueError where a part has no elements, with which NumPy goes on."""
    for node in walk(expr):
        if isinstance(node, Pick) and not evaluate(node, RANKS).size:
            raise ValueError("a part without elements")
    return evaluate(expr, RANKS)


@given(ANY_RANK)
def test_of_any_rank_the_static_shape_is_what_numpy_gives_or_an_error_where_numpy_has_one(expr: Expr) -> None:
    try:
        shape = shape_of(expr, RANK_SHAPES)
    except ProgramError:
        # Matrix products and softmax are for matrices alone here; NumPy has them for single rows, too.
        if not _operations(expr) & {"@", "softmax"}:
            with pytest.raises((ValueError, IndexError)):
                _value_of_parts(expr)
        return
    whole = evaluate(expr, RANKS)
    values: dict[str, Array] = dict(RANKS)
    with np.errstate(all="ignore"):
        exec(line("result", expr), namespace(), values)
    assert shape == whole.shape == np.shape(values["result"])
    elements = [evaluate(expand(expr, index, RANK_SHAPES), RANKS) for index in np.ndindex(shape)]
    assert all(element.shape == () for element in elements)
    if _operations(expr) <= EXACT:
        np.testing.assert_array_equal(np.reshape(elements, shape), whole)


@pytest.mark.parametrize(
    ("expr", "shape"),
    [
        (Name("v") * Pick(Name("A"), (0, Range())), (3, 3)),
        (Name("A") * Pick(Name("A"), (0, Range())), (2, 3)),
        (Name("b") - Pick(Name("A"), (Range(), 0)), (2, 2)),
        (call("max", Pick(Name("A"), (Range(), 1)), Name("s")), (2,)),
    ],
)
def test_a_part_picked_out_beside_a_matrix_is_beside_each_of_its_rows_as_in_numpy(
    expr: Expr, shape: tuple[int, ...]
) -> None:
    assert shape_of(expr, SHAPES) == shape
    whole = evaluate(expr, VALUES)
    elements = [float(evaluate(expand(expr, index, SHAPES), VALUES)) for index in np.ndindex(shape)]
    np.testing.assert_array_equal(np.reshape(elements, shape), whole)


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        (Name("A") * Pick(Name("A"), (Range(), 0)), "2×3 * 2 numbers does not fit element by element"),
        (call("max", Name("A"), Pick(Name("A"), (Range(), 0))), "max(2×3, 2 numbers) does not fit element by element"),
        (Name("A") @ Pick(Name("A"), (0, Range())), "the matrix product of 2×3 and 3 numbers does not exist"),
        (call("softmax", Pick(Name("A"), (0, Range()))), "softmax is for matrices, not for numbers"),
        (call("largest", Pick(Name("A"), (Range(0, 0), 0))), "there is no such element in what is 2×3"),
    ],
)
def test_parts_that_do_not_fit_are_named(expr: Expr, message: str) -> None:
    with pytest.raises(ProgramError) as raised:
        shape_of(expr, SHAPES)
    assert raised.value.message == message


def test_substeps_come_in_evaluation_order() -> None:
    expr = Name("A") @ Name("v") + Name("b")
    steps = substeps(expr, SHAPES)
    assert [source(step.whole) for step in steps] == ["A @ v", "A @ v + b"]
    assert [source(step.short) for step in steps] == ["A @ v", "_step0 + b"]


def test_a_sigmoid_is_gone_through_by_its_definition() -> None:
    steps = substeps(Call("sigmoid", (Name("v"),)), SHAPES)
    assert [source(step.short) for step in steps] == ["-v", "np.exp(_step0)", "1 + _step1", "1 / _step2"]


def test_a_dot_products_elements_have_a_term_for_each_product() -> None:
    values = {id: np.ones(shape) for id, shape in SHAPES.items()}
    op = Op("w", Name("A") @ Name("v"), "forward", 1, "line")
    part = PartialOperation.starting(op, values, SHAPES)
    assert part.terms == SHAPES["A"][1]
    assert part.after_units(part.terms + 2).element == ((1, 0), 1)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (Name("A") * (Name("A") * Name("B")), "A * (A * B)"),
        (Name("A") * Name("A") * Name("B"), "A * A * B"),
        (Name("A") - (Name("B") - Name("A")), "A - (B - A)"),
        ((Name("A") @ Name("v")) * Name("b"), "(A @ v) * b"),
        (Name("s") * (Name("A") @ Name("v")), "s * (A @ v)"),
        (Name("A").T @ Name("b"), "A.T @ b"),
        ((Name("A") + Name("B")).T, "(A + B).T"),
        (-(Name("A") ** 2), "-A ** 2"),
        ((-Name("A")) ** 2, "(-A) ** 2"),
        (0.5 * call("sum", (Name("A") - Name("B")) ** 2), "0.5 * np.sum((A - B) ** 2)"),
        (Number(-2.0) * Name("A"), "-2 * A"),
        (call("step", Name("A") + Name("B")), "np.where((A + B) > 0, 1.0, 0.0)"),
        (Derivative("σ′", Name("s"), Name("A") * (1 - Name("A"))), "A * (1 - A)"),
    ],
)
def test_the_numpy_line_keeps_the_grouping_of_the_tree(expr: Expr, expected: str) -> None:
    assert source(expr) == expected


def test_a_product_that_does_not_fit_is_named_when_compiling() -> None:
    with pytest.raises(ProgramError, match="matrix product of 2×3 and 2×1 does not exist"):
        shape_of(Name("A") @ Name("b"), SHAPES)


def test_shapes_that_do_not_fit_element_by_element_are_named() -> None:
    with pytest.raises(ProgramError, match=r"2×1 \+ 3×1 does not fit element by element"):
        shape_of(Name("b") + Name("v"), SHAPES)


def test_an_unknown_name_is_named_with_the_known_ones() -> None:
    with pytest.raises(ProgramError, match="nothing is called Q here") as caught:
        shape_of(Name("Q"), SHAPES)
    assert "known are A, B, b, s, v" in caught.value.hint


def test_names_are_given_once_in_reading_order() -> None:
    assert names(Name("A") @ Name("v") + Name("b") * Name("v")) == ("A", "v", "b")


def test_substitution_replaces_names_everywhere() -> None:
    changed = substitute(call("sum", Name("a") * Derivative("tanh′", Name("z"), 1 - Name("a") ** 2)), {"a": Name("a1")})
    assert source(changed) == "np.sum(a1 * (1 - a1 ** 2))"


def test_generated_lines_see_no_builtins() -> None:
    with pytest.raises(NameError):
        exec("result = open('x')", namespace(), {})


def test_softmax_expands_by_its_definition_since_elements_depend_on_each_other() -> None:
    expanded = expand(Call("softmax", (Name("b"),)), (1, 0), SHAPES)
    assert source(expanded) == "np.exp(b[1, 0]) / (np.exp(b[0, 0]) + np.exp(b[1, 0]))"
