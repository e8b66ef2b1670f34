"""Evaluate an expression of a person's source on recorded values: NumPy's operators and a list of functions only.

Nothing is ever run with `eval` or `exec`: what is not on the lists below can't be evaluated.
"""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from nnstep.own_code.mending.result_sizes import broadcast_size, held_size, picked_size, product_size, result_size

STORED = "<stored>"
"""The name of a function that no source can call: an array with some elements replaced."""
_MOST_NUMBERS = 1_000_000
"""No operation may give more."""
_MOST_DEEP = 200
"""Expressions inside one another, as in a sum of 200 terms. Each of them is evaluated by itself, too."""
_MOST_POWER = 64
_MOST_BITS = 4096
"""Of a whole number."""
_MOST_DIGITS = 400
"""Before or behind the point, in rounding."""
_MADE = frozenset(("zeros", "ones", "full", "eye", "arange", "identity"))
"""Functions whose argument is how large the result is."""
_MOST_MADE = 20_000

_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    name: getattr(np, name)
    for name in (
        "abs", "absolute", "add", "argmax", "array", "asarray", "atleast_1d", "atleast_2d", "average", "ceil", "clip",
        "concatenate", "copy", "cosh", "diag", "divide", "dot", "einsum", "exp", "expand_dims", "fix", "flip", "floor",
        "heaviside", "hstack", "inner", "log", "log1p", "matmul", "max", "maximum", "mean", "min", "minimum",
        "multiply", "negative", "ones_like", "outer", "power", "prod", "ravel", "reciprocal", "repeat", "reshape",
        "resize", "rint", "round", "sign", "sinh", "sqrt", "square", "squeeze", "stack", "subtract", "sum", "swapaxes",
        "tanh", "tensordot", "tile", "transpose", "trunc", "vstack", "where", "zeros_like", "expm1", "column_stack",
        "array_split", "split", "zeros", "ones", "full", "eye", "arange", "identity",
    )
}  # fmt: skip
_BUILTINS: Mapping[str, Callable[..., Any]] = {
    "abs": abs, "float": float, "int": int, "len": len, "list": list, "max": max, "min": min, "round": round,
    "sum": sum, "tuple": tuple,
}  # fmt: skip
_MATH: Mapping[str, Callable[..., Any]] = {
    name: getattr(math, name) for name in ("exp", "sqrt", "tanh", "log", "floor", "ceil", "trunc", "fabs", "pow")
}
_METHODS = frozenset(
    (
        "argmax", "astype", "clip", "copy", "dot", "flatten", "item", "max", "mean", "min", "prod", "ravel", "repeat",
        "reshape", "round", "squeeze", "sum", "swapaxes", "tolist", "transpose",
    )
)  # fmt: skip
_ATTRIBUTES = frozenset(("T", "shape", "size", "ndim", "dtype"))
_CONSTANTS: Mapping[str, Any] = {
    "newaxis": None, "pi": math.pi, "e": math.e, "float64": np.float64, "float32": np.float32, "int64": np.int64,
    "int32": np.int32, "int8": np.int8, "int_": np.int_, "uint8": np.uint8, "intp": np.intp, "float_": np.float64,
    "inf": math.inf,
}  # fmt: skip
_TYPES: Mapping[str, Any] = {"int": int, "float": float, "bool": bool}

Lookup = Callable[[ast.expr], Any]


class Unknown(Exception):  # noqa: N818 - not an error: what can't be evaluated is left alone
    """An expression holds something that can't be evaluated."""


def evaluate(node: ast.expr, known: Lookup) -> Any:
    """Return the value of an expression.

    `known` returns the value of a name, attribute, subscript or call where that was recorded, and raises Unknown
    otherwise. Raise Unknown where the expression holds anything else, or can't be computed.
    """
    with quiet():
        return evaluate_quietly(node, known)


def evaluate_quietly(node: ast.expr, known: Lookup) -> Any:
    """Return the value of an expression as `evaluate` does, inside `quiet`: for many expressions in a row."""
    try:
        return _Evaluation(known).value(node)
    except Unknown:
        raise
    except Exception as error:  # whatever NumPy raises at a change of the source that does not fit
        raise Unknown from error


@contextmanager
def quiet() -> Iterator[None]:
    """Let NumPy warn of nothing: numbers that are not finite are looked for afterwards."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


class _Evaluation:
    def __init__(self, known: Lookup) -> None:
        self._known = known
        self._depth = 0

    def value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
            try:
                return self._known(node)
            except Unknown:
                pass
        if self._depth == _MOST_DEEP:
            raise Unknown
        self._depth += 1
        try:
            return bounded(self._computed(node))
        finally:
            self._depth -= 1

    def _computed(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(bool() | int() | float() | str() | None as constant):
                return constant
            case ast.BinOp(left, op, right):
                return _combined(op, self.value(left), self.value(right))
            case ast.UnaryOp(ast.USub(), operand):
                return -self.value(operand)
            case ast.UnaryOp(ast.UAdd(), operand):
                return +self.value(operand)
            case ast.Compare(left, [op], [right]) if type(op) in _COMPARISONS:
                return _COMPARISONS[type(op)](self.value(left), self.value(right))
            case ast.IfExp(test, body, orelse):
                return self.value(body) if self.value(test) else self.value(orelse)
            case ast.Tuple(elements):
                return tuple(self.value(one) for one in elements)
            case ast.List(elements):
                return [self.value(one) for one in elements]
            case ast.Slice(lower, upper, step):
                return slice(*(None if part is None else self.value(part) for part in (lower, upper, step)))
            case ast.Subscript(inner, index):
                whole, at = self.value(inner), self.value(index)
                _refuse_more(picked_size(whole, at))
                return whole[at]
            case ast.Attribute(inner, name):
                return self._attribute(inner, name)
            case ast.Call():
                return self._called(node)
            case ast.Name(name) if name in _TYPES:
                return _TYPES[name]
        raise Unknown

    def _attribute(self, inner: ast.expr, name: str) -> Any:
        if isinstance(inner, ast.Name) and name in _CONSTANTS:
            try:
                self._known(inner)
            except Unknown:
                return _CONSTANTS[name]
        owner = self.value(inner)
        if name in _ATTRIBUTES and isinstance(owner, np.ndarray | np.generic):
            return getattr(owner, name)
        raise Unknown

    def _called(self, node: ast.Call) -> Any:
        arguments = [self.value(one) for one in node.args]
        if any(isinstance(one, ast.Starred) for one in node.args) or any(one.arg is None for one in node.keywords):
            raise Unknown
        named = {one.arg: self.value(one.value) for one in node.keywords if one.arg is not None and one.arg != "out"}
        match node.func:
            case ast.Name(name) if name == STORED:
                return _stored(*arguments)
            case ast.Name(name) if name in _BUILTINS:
                if name == "round":
                    _refuse_digits(arguments[1:], named)
                return _BUILTINS[name](*arguments, **named)
            case ast.Name(name) if name in _FUNCTIONS:
                return self._function(name, arguments, named)
            case ast.Name(name) if name in _MATH:
                return _MATH[name](*arguments)
            case ast.Attribute(ast.Name("math"), name) if name in _MATH:
                return _MATH[name](*arguments)
            case ast.Attribute(inner, name):
                try:
                    owner = self.value(inner)
                except Unknown:
                    if name in _FUNCTIONS:
                        return self._function(name, arguments, named)
                    raise
                if name in _METHODS and isinstance(owner, np.ndarray | np.generic):
                    if name == "astype":
                        _refuse_type(*arguments[:1])
                    _check_call(name, [owner, *arguments], named)
                    return getattr(owner, name)(*arguments, **named)
        raise Unknown

    def _function(self, name: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> Any:
        _check_call(name, arguments, named)
        return _FUNCTIONS[name](*arguments, **named)


def _combined(op: ast.operator, left: Any, right: Any) -> Any:
    if type(op) not in _OPERATORS or isinstance(left, str) or isinstance(right, str):
        raise Unknown
    if isinstance(op, ast.Pow) and np.max(np.abs(right), initial=0) > _MOST_POWER:
        raise Unknown
    if isinstance(op, ast.Mult) and (isinstance(left, list | tuple) or isinstance(right, list | tuple)):
        raise Unknown
    if np.ndim(left) and np.ndim(right):
        is_product = isinstance(op, ast.MatMult) or (
            isinstance(op, ast.Mult) and any(isinstance(one, np.matrix) for one in (left, right))
        )
        _refuse_more((product_size if is_product else _paired_size)(left, right))
    return _OPERATORS[type(op)](left, right)


def _stored(array: Any, index: Any, value: Any) -> Any:
    """Return an array with some elements replaced."""
    copy = np.array(array)
    copy[index] = value
    return copy


def _paired_size(left: Any, right: Any) -> float:
    both_lists = all(isinstance(one, list | tuple) for one in (left, right))  # which are put one behind the other
    return 0 if both_lists else broadcast_size(left, right)


def _check_call(name: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Raise Unknown for a call that would give too much, or arrays of anything but numbers."""
    _refuse_type(named.get("dtype"))
    size = result_size(name, arguments, named)
    if name in _MADE and size > _MOST_MADE:
        raise Unknown
    _refuse_more(size)


def _refuse_type(asked: Any = None) -> None:
    """Raise Unknown for a type of elements that is none of numbers: texts of any length, objects, records."""
    if asked is not None and np.dtype(asked).kind not in "biufc":
        raise Unknown


def _refuse_digits(arguments: Sequence[Any], named: Mapping[str, Any]) -> None:
    digits = [one for one in (*arguments, named.get("ndigits")) if one is not None]
    if any(abs(one) > _MOST_DIGITS for one in digits):
        raise Unknown


def _refuse_more(size: float) -> None:
    if not size <= _MOST_NUMBERS:
        raise Unknown


def bounded(value: Any) -> Any:
    """Return a value that is small enough to go on with; raise Unknown for another one."""
    if isinstance(value, np.ndarray) and (value.size > _MOST_NUMBERS or value.dtype.hasobject):
        raise Unknown
    if isinstance(value, list | tuple):
        _refuse_more(held_size(value, _MOST_NUMBERS))
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        raise Unknown
    return value
