"""The one table of built-in functions: how each is called in NumPy, written in a formula, shaped and defined.

A row with a `definition` is explained by it wherever one element is expanded; a row without one is elementary.
Adding a function is adding a row. The table knows no activation, no error function and no network.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nnstep.expr import named
from nnstep.expr.array import NUMBER_TYPES, Array
from nnstep.expr.primitive import Binding, Monotone, Primitive, Shaping, Turning, Wave
from nnstep.expr.tree import Name, Number, call

_U, _V = Name("u"), Name("v")
_RISING = Monotone()
_ZERO, _ONE = Number(0.0), Number(1.0)
_EXP, _STEP = call("exp", _U), call("step", _U)
_SIGMOID, _TANH = call("sigmoid", _U), call("tanh", _U)
_SECOND_LARGER = call("step", _V - _U)
_FIRST_LARGER = call("step", _U - _V)


def _of_all(function: Callable[..., Array], name: str, formula: str) -> Primitive:
    """Return the row of a function that makes one number of a matrix."""
    return Primitive(
        function, formula, f"np.{name}({{0}})", "number", binds=Binding.PRODUCT, slopes=(_ONE,), course=_RISING
    )


def _sums(axis: int, transposed: str) -> Primitive:
    """Return the row of the sums along an axis."""
    source = f"np.sum({{0}}, axis={axis}, keepdims=True)"

    def sums(values: Array) -> Array:
        return np.asarray(np.sum(values, axis=axis, keepdims=True))

    return Primitive(sums, "Σ {0}", source, "reduced", axis, Binding.UNARY, transposed=transposed, course=_RISING)


def _shortened(axis: int, transposed: str, *, at_end: bool = False) -> Primitive:
    """Return the row of what leaves out the first row or column, or the last."""
    kept = ":-1" if at_end else "1:"
    index = f"{kept}, :" if axis == 0 else f":, {kept}"
    place = (slice(None, -1) if at_end else slice(1, None), slice(None))[:: 1 - 2 * axis]
    return Primitive(
        lambda matrix: matrix[place],
        f"{{0}}[{index.replace(' ', '')}]",
        f"{{0}}[{index}]",
        "shortened",
        axis,
        Binding.POWER,
        transposed=transposed,
        course=_RISING,
        at_end=at_end,
    )


def _extended(function: Callable[..., Array], formula: str, axis: int, transposed: str) -> Primitive:
    """Return the row of what has a row or column of ones more, the last."""
    return Primitive(function, formula, "", "extended", at_end=True, axis=axis, transposed=transposed, course=_RISING)


def _logarithm(function: Callable[..., Array], shaping: Shaping, transposed: str = "", sign: int = 1) -> Primitive:
    """Return the row of a logarithm of an activation, its first argument, that is computed from the second, z."""
    return Primitive(
        function,
        "ln {0}",
        shaping=shaping,
        binds=Binding.UNARY,
        arity=2,
        transposed=transposed,
        slopes=(1 / _U, _ZERO) if shaping == "elementwise" else (),
        paper=call("ln", _U),
        course=Monotone((1, sign)),
    )


def _softmax(function: Callable[..., Array], axis: int, transposed: str, sums: str) -> Primitive:
    definition = _EXP / call(sums, _EXP)
    return Primitive(function, "softmax({0})", "", "like-first", axis, definition=definition, transposed=transposed)


TYPED: dict[str, Primitive] = {
    "exp": Primitive(np.exp, "e^({0})", "np.exp({0})", slopes=(_EXP,), course=_RISING),
    "ln": Primitive(np.log, "ln {0}", "np.log({0})", binds=Binding.UNARY, slopes=(1 / _U,), course=_RISING),
    "sqrt": Primitive(
        np.sqrt, "√({0})", "np.sqrt({0})", slopes=(1 / (2 * call("sqrt", _U)),), course=_RISING, correctly_rounded=True
    ),
    "abs": Primitive(
        np.abs,
        "|{0}|",
        "np.abs({0})",
        slopes=(_STEP - call("step", -_U),),
        course=Turning((0.0,)),
        correctly_rounded=True,
    ),
    "floor": Primitive(np.floor, "⌊{0}⌋", "np.floor({0})", slopes=(_ZERO,), course=_RISING),
    "sin": Primitive(np.sin, "sin({0})", "np.sin({0})", slopes=(call("cos", _U),), course=Wave(0.5)),
    "cos": Primitive(np.cos, "cos({0})", "np.cos({0})", slopes=(-call("sin", _U),), course=Wave(0.0)),
    "max": Primitive(
        np.maximum,
        "max({0}, {1})",
        "np.maximum({0}, {1})",
        arity=2,
        slopes=(1 - _SECOND_LARGER, _SECOND_LARGER),
        course=Monotone((1, 1)),
    ),
    "sum": _of_all(np.sum, "sum", "Σ {0}"),
    "largest": _of_all(np.max, "max", "max {0}"),
    "smallest": _of_all(np.min, "min", "min {0}"),
    "mean": _of_all(np.mean, "mean", "mean {0}"),
    "step": Primitive(
        lambda z: np.where(z > 0, 1.0, 0.0),
        "[{0} > 0]",
        "np.where({0} > 0, 1.0, 0.0)",
        widens=True,
        slopes=(_ZERO,),
        course=_RISING,
    ),
    "sigmoid": Primitive(
        named.sigmoid,
        "σ({0})",
        definition=1 / (1 + call("exp", -_U)),
        exact=True,
        slopes=(_SIGMOID * (1 - _SIGMOID),),
        course=_RISING,
    ),
    "tanh": Primitive(np.tanh, "tanh({0})", "np.tanh({0})", slopes=(1 - _TANH**2,), course=_RISING),
    "relu": Primitive(
        lambda z: np.maximum(0, z),
        "ReLU({0})",
        "np.maximum(0, {0})",
        definition=call("max", _ZERO, _U),
        slopes=(_STEP,),
        course=_RISING,
    ),
    "leaky_relu": Primitive(
        lambda z, leak: np.where(z > 0, z, leak * z),
        "LeakyReLU({0})",
        "np.where({0} > 0, {0}, {1} * {0})",
        definition=call("max", _V * _U, _U),
        arity=2,
        slopes=(call("leaky_step", _U, _V), _U * (1 - _STEP)),
        course=Turning((0.0,)),
    ),
    "linear": Primitive(lambda z: z, "linear({0})", "{0}", definition=_U, exact=True, slopes=(_ONE,), course=_RISING),
    "softmax": _softmax(named.softmax, 0, "softmax_rows", "column_sums"),
}
"""The functions that people may type."""
PRIMITIVES: dict[str, Primitive] = {
    "column_sums": _sums(0, "row_sums"),
    "row_sums": _sums(1, "column_sums"),
    "column_argmax": Primitive(
        named.column_argmax, "argmax {0}", "", "chosen", 0, Binding.UNARY, transposed="row_argmax"
    ),
    "row_argmax": Primitive(named.row_argmax, "argmax {0}", "", "chosen", 1, Binding.UNARY, transposed="column_argmax"),
    "with_one": Primitive(named.with_one, "[1; {0}]", "", "extended", 0, transposed="with_one_column", course=_RISING),
    "with_one_column": Primitive(
        named.with_one_column, "[1, {0}]", "", "extended", 1, transposed="with_one", course=_RISING
    ),
    "with_one_last": _extended(named.with_one_last, "[{0}; 1]", 0, "with_one_last_column"),
    "with_one_last_column": _extended(named.with_one_last_column, "[{0}, 1]", 1, "with_one_last"),
    "without_first_row": _shortened(0, "without_first_column"),
    "without_first_column": _shortened(1, "without_first_row"),
    "without_last_row": _shortened(0, "without_last_column", at_end=True),
    "without_last_column": _shortened(1, "without_last_row", at_end=True),
    "ones": Primitive(np.ones_like, "1", "np.ones_like({0})", definition=_ONE, slopes=(_ZERO,), course=_RISING),
    "zeros": Primitive(np.zeros_like, "0", "np.zeros_like({0})", definition=_ZERO, slopes=(_ZERO,), course=_RISING),
    "min": Primitive(
        np.minimum,
        "min({0}, {1})",
        "np.minimum({0}, {1})",
        arity=2,
        slopes=(1 - _FIRST_LARGER, _FIRST_LARGER),
        course=Monotone((1, 1)),
    ),
    "sign": Primitive(np.sign, "sign({0})", "np.sign({0})", slopes=(_ZERO,), course=_RISING, correctly_rounded=True),
    "heaviside": Primitive(
        np.heaviside,
        "step({0})",
        "np.heaviside({0}, {1})",
        arity=2,
        slopes=(_ZERO, _ZERO),
        course=Monotone((1, 1)),
    ),
    "arctan": Primitive(np.arctan, "arctan({0})", "np.arctan({0})", slopes=(1 / (1 + _U**2),), course=_RISING),
    "expm1": Primitive(np.expm1, "(e^({0}) − 1)", "np.expm1({0})", slopes=(_EXP,), course=_RISING),
    "normal_cdf": Primitive(
        named.normal_cdf,
        "½ (1 + erf(({0})/√2))",
        binds=Binding.PRODUCT,
        slopes=(call("exp", -(0.5 * _U**2)) / math.sqrt(2 * math.pi),),
        course=_RISING,
    ),
    "half_of_tanh": Primitive(
        named.half_of_tanh,
        "½ (1 + tanh({0}))",
        binds=Binding.PRODUCT,
        slopes=(0.5 * (1 - _TANH**2),),
        course=_RISING,
    ),
    "step_up": Primitive(
        lambda z: np.where(z >= 0, 1.0, 0.0),
        "[{0} ≥ 0]",
        "np.where({0} >= 0, 1.0, 0.0)",
        widens=True,
        slopes=(_ZERO,),
        course=_RISING,
    ),
    "leaky_step": Primitive(
        lambda z, leak: np.where(z > 0, 1.0, leak),
        "(1 if {0} > 0, else {1})",
        "np.where({0} > 0, 1.0, {1})",
        widens=True,
        arity=2,
        slopes=(_ZERO, 1 - _STEP),
        course=Turning(),
    ),
    "leaky_step_up": Primitive(
        lambda z, leak: np.where(z >= 0, 1.0, leak),
        "(1 if {0} ≥ 0, else {1})",
        "np.where({0} >= 0, 1.0, {1})",
        widens=True,
        arity=2,
        slopes=(_ZERO, 1 - call("step_up", _U)),
        course=Turning(),
    ),
    "times_ln": Primitive(named.times_ln, "{0} {1}", binds=Binding.UNARY, arity=2, slopes=(_V, _U), course=Turning()),
    "zero_over": Primitive(
        named.zero_over, "{0}/{1}", binds=Binding.PRODUCT, arity=2, slopes=(1 / _V, -_U / _V**2), paper=_U / _V
    ),
    "finite_or": Primitive(named.finite_or, "{0}", binds=Binding.PRODUCT, arity=2, slopes=(_ONE, _ZERO), paper=_U),
    "float32": Primitive(
        lambda u: np.asarray(u, NUMBER_TYPES["float32"]), "{0}", "np.float32({0})", paper=_U, course=_RISING
    ),
    "rest_of_sigmoid": Primitive(
        named.rest_of_sigmoid,
        "{0}",
        binds=Binding.SUM,
        arity=2,
        slopes=(_ONE, _ZERO),
        paper=_U,
        course=Monotone((1, -1)),
    ),
    "log1p": Primitive(np.log1p, "ln (1 + {0})", "np.log1p({0})", slopes=(1 / (1 + _U),), course=_RISING),
    "log_softmax": Primitive(named.log_softmax, "ln softmax({0})", "", "like-first", 0, transposed="log_softmax_rows"),
    "log_softmax_rows": Primitive(
        named.log_softmax_rows, "ln softmax({0})", "", "like-first", 1, transposed="log_softmax"
    ),
    "ln_sigmoid": _logarithm(named.ln_sigmoid, "elementwise"),
    "ln_rest_of_sigmoid": _logarithm(named.ln_rest_of_sigmoid, "elementwise", sign=-1),
    "ln_softmax": _logarithm(named.ln_softmax, "like-first", "ln_softmax_rows"),
    "ln_softmax_rows": _logarithm(named.ln_softmax_rows, "like-first", "ln_softmax"),
    **TYPED,
    "softmax_rows": _softmax(named.softmax_rows, 1, "softmax", "row_sums"),
}
"""Every built-in function; those that are not among the typed ones are used by programs only."""
