"""Emission: instructions as lines of Python, with what the lines refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnstep.engine.fastpath import ir
from nnstep.engine.fastpath.buffers import Buffers
from nnstep.expr.array import Array, Shape
from nnstep.expr.tree import Binary, Expr, Name, Negative, Number, names, substitute
from nnstep.expr.walks.numpy_line import source


class Emitter:
    """Writes the lines of one training step."""

    def __init__(
        self,
        buffers: Buffers,
        shapes: Mapping[str, Shape],
        numbers: Mapping[str, np.float64],
        contiguous: set[ir.Memory],
        number: type[np.float64] = np.float64,
    ) -> None:
        """Begin with the constants among the `numbers`, and with what is known to be `contiguous` without a buffer.

        Written numbers become of type `number` where they meet an array.
        """
        self._number_type = number
        self._buffers = buffers
        self._shapes = shapes
        self._constants = {id: f"_number_{id}" for id in numbers}
        self._contiguous = contiguous
        self._literals: dict[bytes, str] = {}
        self.lines: list[str] = []
        self.first: list[str] = []
        """Lines that are run once, before all training steps."""
        self.variables: dict[str, Any] = {self._constants[id]: value for id, value in numbers.items()}
        """What the lines refer to beside the buffers: NumPy functions, constants, views."""

    def emit(self, instructions: Sequence[ir.Instruction]) -> None:
        """Write the lines of all instructions."""
        for instruction in instructions:
            self._emit(instruction)

    def _emit(self, instruction: ir.Instruction) -> None:
        match instruction:
            case ir.Elementwise(function, values, result):
                out = self._buffers.variable(result)
                self._call(
                    function, *map(self._text, values), f"out={out}" if function in ("maximum", "minimum") else out
                )
            case ir.MatrixProduct(left, right, result, is_scaling):
                # Both call the same routine for contiguous operands, except when scaling; dot is called faster.
                is_dot = self._is_contiguous(left) and self._is_contiguous(right) and not is_scaling
                out = self._buffers.variable(result)
                self._call("dot" if is_dot else "matmul", self._text(left), self._text(right), out)
            case ir.Reduction(function, axis, operand, result):
                out = self._buffers.variable(result)
                self._call(f"{function}.reduce", self._text(operand), str(axis), "None", out, "True")
            case ir.ZeroWhere(mask, result):
                where = f"where={self._buffers.variable(mask)}"
                self._call("copyto", self._buffers.variable(result), self._text(ir.Constant(0.0)), where)
            case ir.Copy(operand, result):
                self._call("copyto", self._buffers.variable(result), self._text(operand))
            case ir.Bind(operand, result):
                if isinstance(result, ir.Stored) and (
                    isinstance(operand, ir.Temporary) or self._is_contiguous(operand)
                ):
                    self._contiguous.add(result)
                self.lines.append(f"{self._buffers.variable(result)} = {self._text(operand)}")
            case ir.TotalSum(operand, id):
                self.lines.append(f"{id} = {self._function('add.reduce')}({self._flat(operand)})")
            case ir.SetNumber(id, expression, as_array):
                text = self._number(expression)
                text = text if names(expression) else f"_float({text})"
                self.lines.append(f"{id} = {f'_array({text})' if as_array else text}")
            case ir.Verbatim(line):
                self.lines.append(line)
            case ir.Alias():
                pass

    def _call(self, function: str, *arguments: str) -> None:
        self.lines.append(f"{self._function(function)}({', '.join(arguments)})")

    def _function(self, function: str) -> str:
        """Return the variable of a NumPy function: a local variable is found faster than an attribute."""
        name = f"_np_{function.replace('.', '_')}"
        found: Any = np
        for part in function.split("."):
            found = getattr(found, part)
        self.variables[name] = found
        return name

    def _text(self, operand: ir.Operand) -> str:
        match operand:
            case ir.Stored() | ir.Temporary():
                return self._buffers.variable(operand)
            case ir.Constant(value):
                name = self._literals.setdefault(np.float64(value).tobytes(), f"_n{len(self._literals)}")
                self.variables[name] = np.asarray(value, dtype=self._number_type)
                return name
            case ir.Transposed(inner):
                text, array = self._text(inner), self._buffers.array(inner)
                return f"{text}.T" if array is None else self._view(f"_{text}_T", array.T)
            case ir.ScalarOperand(expression, is_constant):
                if not is_constant:
                    return f"({self._number(expression)})"
                self.first.append(f"_k{len(self.first)} = _array({self._number(expression)}, _float)")
                return f"_k{len(self.first) - 1}"
            case ir.ShownLine(expression):
                return f"({self._as_shown(expression)})"

    def _view(self, name: str, view: Array) -> str:
        self.variables[name] = view
        return name

    def _flat(self, operand: ir.Operand) -> str:
        """Return the arguments for a sum over all elements: a row is summed fastest."""
        text, array = self._text(operand), self._buffers.array(operand)
        if array is None or not array.flags.c_contiguous:
            return f"{text}, None"
        return self._view(f"_{text}_flat", array.reshape(-1))

    def _is_contiguous(self, operand: ir.Operand) -> bool:
        array = self._buffers.array(operand)
        if array is not None:
            return bool(array.flags.forc)
        match operand:
            case ir.Transposed(inner):
                return self._is_contiguous(inner)
            case ir.Stored() | ir.Temporary():
                return operand in self._contiguous
            case _:
                return False

    def _number(self, expr: Expr) -> str:
        """Return a number's source. All but sums, products and quotients is computed from arrays of rank 0.

        So does stepping, and a power of NumPy's scalars is not that of its arrays.
        """
        match expr:
            case Number(value):
                return repr(value)
            case Name(id):
                return self._constants.get(id, id)
            case Negative(operand):
                return f"-({self._number(operand)})"
            case Binary("+" | "-" | "*" | "/" as operator, left, right):
                return f"({self._number(left)}) {operator} ({self._number(right)})"
            case _:
                return self._as_shown(expr)

    def _as_shown(self, expr: Expr) -> str:
        """Return the line that is shown, with each number that it reads as an array."""
        numbers = (id for id in names(expr) if not self._shapes[id] and id not in self._constants)
        return source(substitute(expr, {id: Name(f"_array({id})") for id in numbers}))
