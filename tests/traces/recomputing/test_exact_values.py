"""Recomputed values against exact ones: fractions where they are rational, forty digits where they are not."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnstep.traces.recomputing
from nnstep.expr.array import RunPrecision
from nnstep.expr.tree import (
    Binary,
    Call,
    Element,
    Expr,
    Name,
    Negative,
    Number,
    Pick,
    Range,
    Shorthand,
    Total,
    Transpose,
    call,
)
from nnstep.traces.recomputing.recompute import Numbers, recomputed

U, V, W = map(Name, "uvw")
numbers = st.floats(-1e6, 1e6) | st.floats(-1e-100, 1e-100) | st.integers(-5, 5).map(float)
Table = list[list[Fraction]]
OPERATORS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def fractions(expr: Expr, values: dict[str, Table]) -> Table:
    """Return the exact value of an expression over matrices of one shape, and square ones for products."""
    match expr:
        case Number(value):
            return [[Fraction(value)]]
        case Name(id):
            return values[id]
        case Negative(operand):
            return [[-x for x in row] for row in fractions(operand, values)]
        case Transpose(operand):
            return [list(row) for row in zip(*fractions(operand, values), strict=True)]
        case Binary("@", left, right):
            a, b = fractions(left, values), fractions(right, values)
            return [[sum(map(operator.mul, row, column), Fraction()) for column in zip(*b, strict=True)] for row in a]
        case Binary("**", left, Number(exponent)):
            return [[x ** int(exponent) for x in row] for row in fractions(left, values)]
        case Binary(sign, left, right):
            a, b = fractions(left, values), fractions(right, values)
            rows, columns = max(len(a), len(b)), max(len(a[0]), len(b[0]))
            return [
                [OPERATORS[sign](a[i % len(a)][j % len(a[0])], b[i % len(b)][j % len(b[0])]) for j in range(columns)]
                for i in range(rows)
            ]
        case Call("relu", (operand,)):
            return [[max(x, Fraction()) for x in row] for row in fractions(operand, values)]
        case Call("sum", (operand,)):
            return [[sum(map(sum, fractions(operand, values)), Fraction())]]
        case _:
            raise AssertionError(expr)


def exact_values(expr: Expr, given: dict[str, list[float]]) -> list[Fraction]:
    """Return the exact value of an expression over 2×2 matrices, in C order."""
    tables = {name: [[Fraction(x) for x in row] for row in (xs[:2], xs[2:])] for name, xs in given.items()}
    return [x for row in fractions(expr, tables) for x in row]


RATIONAL = [
    U @ V + W,
    U - 0.1 * V,
    (U @ V.T) * W,
    0.5 * call("sum", (U - V) ** 2) / 3,
    call("sum", U * V - W),
    U**3 - V**2 * W,
    (U * V + W) * (U * V - W),
    -(U @ (V @ W)),
    U @ call("relu", V * W),
    (U * V + 1) / 7 - W,
]


@pytest.mark.parametrize("number", range(len(RATIONAL)))
@given(u=st.lists(numbers, min_size=4, max_size=4), v=st.lists(numbers, min_size=4, max_size=4))
@settings(max_examples=25)
def test_what_is_rational_is_within_its_bound_of_the_exact_value(number: int, u: list[float], v: list[float]) -> None:
    expr, w = RATIONAL[number], [a * b for a, b in zip(u, v, strict=True)]
    given = {"u": u, "v": v, "w": w}
    again = recomputed(expr, {name: Numbers(values, (2, 2)) for name, values in given.items()}, "float64")
    exact = fractions(
        expr, {name: [[Fraction(x) for x in row] for row in (xs[:2], xs[2:])] for name, xs in given.items()}
    )
    for value, bound, true in zip(again.values, again.bounds, [x for row in exact for x in row], strict=True):
        assert abs(Fraction(value) - true) <= Fraction(bound) + abs(true) / 2**53


@pytest.mark.parametrize("number", [0, 2, 4, 5, 7])
@given(u=st.lists(numbers, min_size=4, max_size=4), v=st.lists(numbers, min_size=4, max_size=4))
@settings(max_examples=25)
def test_sums_products_and_powers_are_the_floats_nearest_to_the_exact_value(
    number: int, u: list[float], v: list[float]
) -> None:
    given = {"u": u, "v": v, "w": v[::-1]}
    again = recomputed(RATIONAL[number], {name: Numbers(values, (2, 2)) for name, values in given.items()}, "float64")
    exact = exact_values(RATIONAL[number], given)
    assert list(again.values) == [x.numerator / x.denominator for x in exact]


def _exp(x: Decimal) -> Decimal:
    return x.exp()


def _tanh(x: Decimal) -> Decimal:
    return 1 - 2 / ((2 * x).exp() + 1)


def _sigmoid(x: Decimal) -> Decimal:
    return 1 / (1 + (-x).exp())


def _arctan(x: Decimal) -> Decimal:
    """Return the arctangent: halved by arctan x = 2 arctan(x / (1 + √(1 + x²))) eight times, then by its series."""
    for _ in range(8):
        x = x / (1 + (1 + x * x).sqrt())
    return 256 * sum((-1) ** k * x ** (2 * k + 1) / (2 * k + 1) for k in range(20))


def _sin(x: Decimal) -> Decimal:
    term, total, k = x, x, 1
    while abs(term) > Decimal("1e-60"):
        term *= -x * x / ((2 * k) * (2 * k + 1))
        total, k = total + term, k + 1
    return total


def _cos(x: Decimal) -> Decimal:
    term, total, k = Decimal(1), Decimal(1), 1
    while abs(term) > Decimal("1e-60"):
        term *= -x * x / ((2 * k - 1) * (2 * k))
        total, k = total + term, k + 1
    return total


def _normal_cdf(x: Decimal) -> Decimal:
    """Return the distribution function by its series about 0: 1/2 + density Σ x^(2k+1) / (1·3·5···(2k+1))."""
    pi = 4 * _arctan(Decimal(1))
    term, total, k = x, x, 1
    while abs(term) > Decimal("1e-70"):
        term *= x * x / (2 * k + 1)
        total, k = total + term, k + 1
    return Decimal("0.5") + total * (-x * x / 2).exp() / (2 * pi).sqrt()


FUNCTIONS: dict[str, Callable[[Decimal], Decimal]] = {
    "exp": _exp,
    "ln": lambda x: abs(x).ln(),
    "sqrt": lambda x: abs(x).sqrt(),
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "arctan": _arctan,
    "sin": _sin,
    "cos": _cos,
    "normal_cdf": _normal_cdf,
    "expm1": lambda x: x.exp() - 1,
    "log1p": lambda x: (1 + abs(x)).ln(),
    "half_of_tanh": lambda x: (1 + _tanh(x)) / 2,
}
OF_SIZE = frozenset({"ln", "sqrt", "log1p"})
"""Those that are taken of |x| here."""


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_are_within_their_bounds_of_forty_digits(name: str, precision: RunPrecision) -> None:
    random = np.random.default_rng(7)
    points = [float(np.float32(x)) for x in (*random.normal(0, 3, 60), *random.normal(0, 1e-3, 20), 1e-9, 1.0, -1.0)]
    arguments = [abs(x) for x in points] if name in OF_SIZE else points
    again = recomputed(call(name, U), {"u": Numbers(arguments, (len(points),))}, precision)
    unit = Decimal(2) ** (-52 if precision == "float64" else -23)  # of what every library rounds to the same number
    with localcontext(Context(prec=80)):
        for point, value, bound in zip(points, again.values, again.bounds, strict=True):
            true = FUNCTIONS[name](Decimal(point))
            assert abs(Decimal(value) - true) <= Decimal(bound) + abs(true) * unit


def test_softmax_is_within_its_bound_of_forty_digits() -> None:
    z = [0.3, -1.7, 2.9, 11.0, -40.0]
    with localcontext(Context(prec=60)):
        exponentials = [Decimal(x).exp() for x in z]
        shares = [each / sum(exponentials) for each in exponentials]
        for name, true in (("softmax", shares), ("log_softmax", [each.ln() for each in shares])):
            again = recomputed(call(name, U), {"u": Numbers(z, (5, 1))}, "float64")
            for value, bound, exact in zip(again.values, again.bounds, true, strict=True):
                assert abs(Decimal(value) - exact) <= Decimal(bound)
                assert bound <= 1e-14 * abs(value)


def test_no_module_of_it_computes_with_numpy_or_with_what_runs_a_program() -> None:
    allowed = ("nnstep.expr.tree", "nnstep.expr.array", "nnstep.traces.recomputing")
    for path in Path(nnstep.traces.recomputing.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            modules = [f"{node.module}.{name}" for name in names] if isinstance(node, ast.ImportFrom) else names
            assert all(module.startswith(allowed) for module in modules if module.startswith(("nnstep", "numpy"))), path


def test_indices_and_shapes_are_as_in_numpy() -> None:
    matrix = np.arange(12.0).reshape(3, 4)
    read = {"u": Numbers.of(matrix)}
    first, row, column = Pick(U, (1, 2)), Pick(U, (1, Range())), Pick(U, (Range(), Range(0, 1)))
    for expr, expected in [
        (first, matrix[1, 2]),
        (row, matrix[1, :]),
        (Pick(U, (Range(), Range(1, 3))), matrix[:, 1:3]),
        (Pick(U, (-1, Range())), matrix[-1, :]),
        (row * U, matrix[1, :] * matrix),
        (column - U, matrix[:, 0:1] - matrix),
        (column + Pick(U, (Range(0, 1), Range())), matrix[:, 0:1] + matrix[0:1, :]),
        (call("sum", U) * first, matrix.sum() * matrix[1, 2]),
        (Total((first, Element("u", (2, 3)), Number(0.5))), 6 + 11 + 0.5),
        (Transpose(U) @ U, matrix.T @ matrix),
        (Transpose(row), matrix[1, :]),
        (Shorthand("f", U, U * 2), matrix * 2),
    ]:
        again = recomputed(expr, read, "float64")
        assert again.shape == np.shape(expected)
        assert list(again.values) == np.ravel(expected).tolist()
        assert set(again.bounds) <= {0.0, 5e-324}  # whole numbers this small are never rounded
