"""The lines of a training step written so that their results go into arrays that are there already.

Each line calls the same functions of NumPy on the same numbers in the same order as the line that is shown, so it gives
the same bits; only the memory is not taken anew. Knows shapes, no values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.shape import shape_of
from nnstep.expr.source import number_source, source
from nnstep.expr.tree import Binary, Call, Expr, Name, Negative, Number, Slope, Transpose, names, substitute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nnstep.expr.array import Array, Shape

_FUNCTIONS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "@": "matmul"}
_UNARY = {"exp": "exp", "ln": "log", "sqrt": "sqrt", "abs": "absolute", "tanh": "tanh", "sin": "sin", "cos": "cos"}
_DEFINED = ("sigmoid",)
"""Functions that compute exactly what their definition in the language says, step by step."""


@dataclass(slots=True)
class InPlace:
    """Writes lines; the arrays they need are in `buffers` by name."""

    shapes: Mapping[str, Shape]
    lines: list[str] = field(default_factory=list)
    buffers: dict[str, Array] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    """NumPy's functions by the names that the lines call them by: a name of one's own is found faster."""
    _free: list[str] = field(default_factory=list)

    def assign(self, target: str, expr: Expr) -> None:
        """Write the lines of one operation."""
        shape = shape_of(expr, self.shapes)
        if not shape:
            self.lines.append(f"{target} = {self._scalar(expr)}")
            return
        out = self._buffer(f"_{target}", shape)
        result = self._emit(expr, out)
        self.lines.append(f"{target} = {result}")
        self._free = [name for name in self.buffers if name.startswith("_t")]

    def _buffer(self, name: str, shape: Shape) -> str:
        self.buffers[name] = np.empty(shape)
        return name

    def _temporary(self, shape: Shape) -> str:
        for name in self._free:
            if self.buffers[name].shape == shape:
                self._free.remove(name)
                return name
        return self._buffer(f"_t{len(self.buffers)}", shape)

    def _emit(self, expr: Expr, out: str = "") -> str:
        """Write what works out `expr`, into the array `out` where one is given; return where the result is."""
        match expr:
            case Name(id):
                return id
            case Number(value):
                return number_source(value)
            case Slope(_, _, body):
                return self._emit(body, out)
            case Transpose(operand):
                return f"{self._emit(operand)}.T"
            case Negative(operand):
                return self._call("negative", [operand], expr, out)
            case Binary("**", base, Number(2.0)):
                return self._call("square", [base], expr, out)
            case Binary("+" | "-" | "*" | "/" | "@" as operator, left, right):
                return self._call(_FUNCTIONS[operator], [left, right], expr, out)
            case Call(function, (argument,)) if function in _UNARY:
                return self._call(_UNARY[function], [argument], expr, out)
            case Call("relu", (argument,)):
                return self._call("maximum", [Number(0.0), argument], expr, out)
            case Call("linear", (argument,)):
                return self._emit(argument, out)
            case Call(function, (argument,)) if function in _DEFINED:
                definition = PRIMITIVES[function].definition
                return self._emit(substitute(definition, {"u": argument}), out) if definition else source(expr)
            case _:
                return source(expr)

    def _call(self, function: str, operands: list[Expr], expr: Expr, out: str) -> str:
        shape = shape_of(expr, self.shapes)
        if not shape:
            return f"({self._scalar(expr)})"
        values = [self._emit(operand) for operand in operands]
        if not out:
            own = [v for v in values if v.startswith("_t") and self.buffers[v].shape == shape]
            out = own[0] if own and function != "matmul" else self._temporary(shape)
        to = f"out={out}" if function == "maximum" else out
        self.lines.append(f"{self._function(function)}({', '.join(values)}, {to})")
        self._free += [v for v in values if v.startswith("_t") and v != out and v in self.buffers]
        return out

    def _function(self, name: str) -> str:
        self.functions[f"_np_{name}"] = name
        return f"_np_{name}"

    def _scalar(self, expr: Expr) -> str:
        """Return a number's source; a sum over a matrix has the matrix worked out in place first.

        Sums, products and quotients of two numbers are the same bits whatever holds the numbers. All else is worked out
        from arrays of rank 0, as stepping does: a power of NumPy's scalars is not that of its arrays.
        """
        match expr:
            case Call("sum", (argument,)) if shape_of(argument, self.shapes):
                return f"np.add.reduce({self._emit(argument)}, axis=None)"
            case Binary(operator, left, right) if operator != "@" and operator != "**":
                return f"({self._scalar(left)}) {operator} ({self._scalar(right)})"
            case Negative(operand):
                return f"-({self._scalar(operand)})"
            case Name(id):
                return id
            case _:
                return self._as_arrays(expr)

    def _as_arrays(self, expr: Expr) -> str:
        """Return the source with each number that it reads as an array."""
        numbers = {id: Name(f"_array({id})") for id in names(expr) if not self.shapes[id]}
        return source(substitute(expr, numbers))
