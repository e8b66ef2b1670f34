"""The one table of built-in functions: how each is called in NumPy, written in a formula, shaped and defined.

A row with a `definition` is explained by it wherever one element is expanded; a row without one is elementary.
Adding a function is adding a row. The table knows no activation, no error function and no network.

Formula templates: ``{0}`` is the first argument, put into brackets where it binds less tightly than `binds`;
``({0})`` is the first argument in brackets always.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from nnstep.expr.array import Array
from nnstep.expr.course import Course, Monotone, Turning, Wave
from nnstep.expr.named import (
    ln_rest_of_sigmoid,
    ln_sigmoid,
    ln_softmax,
    ln_softmax_rows,
    log_softmax,
    log_softmax_rows,
    sigmoid,
    softmax,
    softmax_rows,
    times_ln,
    with_one,
    with_one_column,
)
from nnstep.expr.tree import Call, Expr, Name, Number

Shaping: TypeAlias = Literal[
    "elementwise", "like-first", "number", "columns", "rows", "row-more", "column-more", "row-less", "column-less"
]
"""What shape a function's value has: that of its arguments broadcast; its first argument's, while an element depends
on more than the element at its own place; a number; one row with a number for each column, or one column with a number
for each row; or its argument's with one row or column more, of ones, or less, the first."""


class Binding:
    """How tightly a piece of a formula holds together; the looser one gets brackets inside a tighter one."""

    NEGATIVE, SUM, PRODUCT, UNARY, POWER, ATOM = range(6)


@dataclass(frozen=True, slots=True)
class Primitive:
    """One built-in function."""

    function: Callable[..., Array]
    source: str
    """The NumPy call, a template of its arguments' sources."""
    formula: str
    shaping: Shaping = "elementwise"
    binds: int = Binding.ATOM
    definition: Expr | None = None
    """The same function in the language, over the names ``u`` (first argument) and ``v`` (second)."""
    arity: int = 1
    named: bool = False
    """Whether the NumPy line calls it by a name of its own, so that a script must define it."""
    slopes: tuple[Expr, ...] = ()
    """The derivative by each argument over ``u`` and ``v``, where all of them are numbers; none: there is no such one.

    At a kink it is a convention: |u| has 0 at 0, a step has 0 everywhere, ReLU has 0 at 0, and at a tie `max` follows
    its first argument, which gives max(0, u) and max(v u, u) the slopes that ReLU and leaky ReLU have.
    """
    internal: bool = False
    """Whether only programs use it: people can't type it."""
    transposed: str = ""
    """The function that does the same to the transpose of a matrix, where that is another one."""
    paper: Expr | None = None
    """What it is on paper, over ``u``: where it keeps digits by further arguments that no text writes."""
    course: Course | None = None
    """Where it rises, falls and turns; None where only its definition says so, or nothing does."""
    exact: bool = False
    """Whether the definition computes the very same bits."""


def _column_sums(values: Array) -> Array:
    return np.asarray(np.sum(values, axis=0, keepdims=True))


def _row_sums(values: Array) -> Array:
    return np.asarray(np.sum(values, axis=1, keepdims=True))


def _leaky(z: Array, leak: Array) -> Array:
    return np.where(z > 0, z, leak * z)


def _leaky_step(z: Array, leak: Array) -> Array:
    return np.where(z > 0, 1.0, leak)


def _leaky_step_up(z: Array, leak: Array) -> Array:
    return np.where(z >= 0, 1.0, leak)


_U, _V = Name("u"), Name("v")
_RISING = Monotone()
_ZERO, _ONE = Number(0.0), Number(1.0)
_EXP = Call("exp", (_U,))
_STEP = Call("step", (_U,))
_SIGMOID, _TANH = Call("sigmoid", (_U,)), Call("tanh", (_U,))
_SECOND_LARGER = Call("step", (_V - _U,))


def _logarithm(
    function: Callable[..., Array], shaping: Shaping = "elementwise", transposed: str = "", sign: int = 1
) -> Primitive:
    """Return the row of a logarithm of an activation, its first argument, that is computed from the second, z."""
    return Primitive(
        function,
        f"{function.__name__}({{0}}, {{1}})",
        "ln {0}",
        shaping,
        Binding.UNARY,
        arity=2,
        named=True,
        internal=True,
        transposed=transposed,
        slopes=(1 / _U, _ZERO) if shaping == "elementwise" else (),
        paper=Call("ln", (_U,)),
        course=Monotone((1, sign)),
    )


PRIMITIVES: dict[str, Primitive] = {
    "exp": Primitive(np.exp, "np.exp({0})", "e^({0})", slopes=(_EXP,), course=_RISING),
    "ln": Primitive(np.log, "np.log({0})", "ln {0}", binds=Binding.UNARY, slopes=(1 / _U,), course=_RISING),
    "sqrt": Primitive(np.sqrt, "np.sqrt({0})", "√({0})", slopes=(1 / (2 * Call("sqrt", (_U,))),), course=_RISING),
    "abs": Primitive(np.abs, "np.abs({0})", "|{0}|", slopes=(_STEP - Call("step", (-_U,)),), course=Turning((0.0,))),
    "floor": Primitive(np.floor, "np.floor({0})", "⌊{0}⌋", slopes=(_ZERO,), course=_RISING),
    "sin": Primitive(np.sin, "np.sin({0})", "sin({0})", slopes=(Call("cos", (_U,)),), course=Wave(0.5)),
    "cos": Primitive(np.cos, "np.cos({0})", "cos({0})", slopes=(-Call("sin", (_U,)),), course=Wave(0.0)),
    "max": Primitive(
        np.maximum,
        "np.maximum({0}, {1})",
        "max({0}, {1})",
        arity=2,
        slopes=(1 - _SECOND_LARGER, _SECOND_LARGER),
        course=Monotone((1, 1)),
    ),
    "sum": Primitive(np.sum, "np.sum({0})", "Σ {0}", "number", Binding.PRODUCT, slopes=(_ONE,), course=_RISING),
    "largest": Primitive(np.max, "np.max({0})", "max {0}", "number", Binding.PRODUCT, slopes=(_ONE,), course=_RISING),
    "smallest": Primitive(np.min, "np.min({0})", "min {0}", "number", Binding.PRODUCT, slopes=(_ONE,), course=_RISING),
    "mean": Primitive(np.mean, "np.mean({0})", "mean {0}", "number", Binding.PRODUCT, slopes=(_ONE,), course=_RISING),
    "column_sums": Primitive(
        _column_sums,
        "np.sum({0}, axis=0, keepdims=True)",
        "Σ {0}",
        "columns",
        Binding.UNARY,
        internal=True,
        transposed="row_sums",
        course=_RISING,
    ),
    "row_sums": Primitive(
        _row_sums,
        "np.sum({0}, axis=1, keepdims=True)",
        "Σ {0}",
        "rows",
        Binding.UNARY,
        internal=True,
        transposed="column_sums",
        course=_RISING,
    ),
    "with_one": Primitive(
        with_one,
        "with_one({0})",
        "[1; {0}]",
        "row-more",
        named=True,
        internal=True,
        transposed="with_one_column",
        course=_RISING,
    ),
    "with_one_column": Primitive(
        with_one_column,
        "with_one_column({0})",
        "[1, {0}]",
        "column-more",
        named=True,
        internal=True,
        transposed="with_one",
        course=_RISING,
    ),
    "without_first_column": Primitive(
        lambda matrix: matrix[:, 1:],
        "{0}[:, 1:]",
        "{0}[:,1:]",
        "column-less",
        Binding.POWER,
        internal=True,
        transposed="without_first_row",
        course=_RISING,
    ),
    "without_first_row": Primitive(
        lambda matrix: matrix[1:, :],
        "{0}[1:, :]",
        "{0}[1:,:]",
        "row-less",
        Binding.POWER,
        internal=True,
        transposed="without_first_column",
        course=_RISING,
    ),
    "ones": Primitive(
        np.ones_like, "np.ones_like({0})", "1", definition=_ONE, slopes=(_ZERO,), internal=True, course=_RISING
    ),
    "step": Primitive(
        lambda z: np.where(z > 0, 1.0, 0.0), "np.where({0} > 0, 1.0, 0.0)", "[{0} > 0]", slopes=(_ZERO,), course=_RISING
    ),
    "step_up": Primitive(
        lambda z: np.where(z >= 0, 1.0, 0.0),
        "np.where({0} >= 0, 1.0, 0.0)",
        "[{0} ≥ 0]",
        slopes=(_ZERO,),
        internal=True,
        course=_RISING,
    ),
    "leaky_step_up": Primitive(
        _leaky_step_up,
        "np.where({0} >= 0, 1.0, {1})",
        "(1 if {0} ≥ 0, else {1})",
        arity=2,
        slopes=(_ZERO, 1 - Call("step_up", (_U,))),
        internal=True,
        course=Turning(),
    ),
    "leaky_step": Primitive(
        _leaky_step,
        "np.where({0} > 0, 1.0, {1})",
        "(1 if {0} > 0, else {1})",
        arity=2,
        slopes=(_ZERO, 1 - _STEP),
        internal=True,
        course=Turning(),
    ),
    "times_ln": Primitive(
        times_ln,
        "times_ln({0}, {1})",
        "{0} {1}",
        binds=Binding.UNARY,
        arity=2,
        named=True,
        slopes=(_V, _U),
        internal=True,
        course=Turning(),
    ),
    "log1p": Primitive(
        np.log1p, "np.log1p({0})", "ln (1 + {0})", slopes=(1 / (1 + _U),), internal=True, course=_RISING
    ),
    "log_softmax": Primitive(
        log_softmax,
        "log_softmax({0})",
        "ln softmax({0})",
        "like-first",
        named=True,
        internal=True,
        transposed="log_softmax_rows",
    ),
    "log_softmax_rows": Primitive(
        log_softmax_rows,
        "log_softmax_rows({0})",
        "ln softmax({0})",
        "like-first",
        named=True,
        internal=True,
        transposed="log_softmax",
    ),
    "ln_sigmoid": _logarithm(ln_sigmoid),
    "ln_rest_of_sigmoid": _logarithm(ln_rest_of_sigmoid, sign=-1),
    "ln_softmax": _logarithm(ln_softmax, "like-first", "ln_softmax_rows"),
    "ln_softmax_rows": _logarithm(ln_softmax_rows, "like-first", "ln_softmax"),
    "sigmoid": Primitive(
        sigmoid,
        "sigmoid({0})",
        "σ({0})",
        definition=1 / (1 + Call("exp", (-_U,))),
        named=True,
        slopes=(_SIGMOID * (1 - _SIGMOID),),
        course=_RISING,
        exact=True,
    ),
    "tanh": Primitive(np.tanh, "np.tanh({0})", "tanh({0})", slopes=(1 - _TANH**2,), course=_RISING),
    "relu": Primitive(
        lambda z: np.maximum(0, z),
        "np.maximum(0, {0})",
        "ReLU({0})",
        definition=Call("max", (_ZERO, _U)),
        slopes=(_STEP,),
        course=_RISING,
    ),
    "leaky_relu": Primitive(
        _leaky,
        "np.where({0} > 0, {0}, {1} * {0})",
        "LeakyReLU({0})",
        definition=Call("max", (_V * _U, _U)),
        arity=2,
        slopes=(Call("leaky_step", (_U, _V)), _U * (1 - _STEP)),
        course=Turning((0.0,)),
    ),
    "linear": Primitive(lambda z: z, "{0}", "linear({0})", definition=_U, slopes=(_ONE,), course=_RISING),
    "softmax": Primitive(
        softmax,
        "softmax({0})",
        "softmax({0})",
        "like-first",
        definition=_EXP / Call("column_sums", (_EXP,)),
        named=True,
        transposed="softmax_rows",
    ),
    "softmax_rows": Primitive(
        softmax_rows,
        "softmax_rows({0})",
        "softmax({0})",
        "like-first",
        definition=_EXP / Call("row_sums", (_EXP,)),
        named=True,
        internal=True,
        transposed="softmax",
    ),
}
