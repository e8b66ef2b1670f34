"""Lowering: the statements of a training step as instructions, with value numbering.

Each instruction calls a NumPy function on the same numbers, in the same order, as the line that is shown, so it gives
the same bits. What occurs twice is computed once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nnstep.engine.fastpath import ir
from nnstep.engine.fastpath.aliases import Aliases, numbers_beside_arrays
from nnstep.expr.array import Array, Shape
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Binary, Call, Expr, Name, Negative, Number, Shorthand, Transpose, names
from nnstep.expr.walks.shape import shape_of
from nnstep.expr.walks.substeps import exact_definition

_BINARY = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}


@dataclass(slots=True)
class Lowering:
    """Lowers the statements of one training step, in their order."""

    shapes: dict[str, Shape]
    given: Mapping[str, Array]
    """The arrays that are there before: parameters, constants, vectors of what is updated at once."""
    constants: Collection[str]
    """The numbers that are the same in every training step."""
    dynamic: set[ir.Memory]
    """What is at another place in every training step: batches, and what is computed into new memory."""
    aliases: Aliases
    instructions: list[ir.Instruction] = field(default_factory=list)
    _at: int = 0
    _temporaries: int = 0
    _has_buffer: set[str] = field(default_factory=set)
    _rank0: set[str] = field(default_factory=set)
    _versions: Counter[object] = field(default_factory=Counter)
    """How often the memory of each owner has been written."""
    _values: dict[object, tuple[ir.Operand, object]] = field(default_factory=dict)
    """The value numbers: where the result of an expression over these versions is, and that one's version."""

    def lower(self, statements: Sequence[ir.Statement]) -> list[ir.Instruction]:
        """Return the instructions of all statements."""
        self._rank0 = numbers_beside_arrays(statements, self.shapes)
        self._has_buffer = set(self.given)
        for self._at, statement in enumerate(statements):
            self._assign(statement.target, statement.expression)
            self._versions[self.aliases.owner(statement.target)] += 1
            self.instructions += map(ir.Verbatim, statement.after)
        return self.instructions

    def _assign(self, target: str, expr: Expr) -> None:
        if not self.shapes[target]:
            self.instructions.append(ir.SetNumber(target, self._number(expr), target in self._rank0))
            return
        into, named = ir.Stored(target), ir.bare_name(expr)
        value = self._array(expr, into)
        if value == into or self._is_same_buffer(value, target):
            self._has_buffer.add(target)
        elif target in self._has_buffer:
            self.instructions.append(ir.Copy(value, into))
        elif named and self.aliases.is_overwritten(named, target, self._at):
            self.aliases.separate(target)
            self.instructions.append(ir.Copy(value, into))
            self._has_buffer.add(target)
        elif self._is_dynamic(value):
            self.instructions.append(ir.Bind(value, into))
            self.dynamic.add(into)
            if not isinstance(value, ir.ShownLine) or _is_view(value.expression):
                self.aliases.share(target, value)
        else:
            self.instructions.append(ir.Alias(target, value))
            self.aliases.share(target, value)
            self._has_buffer.add(target)

    def _is_same_buffer(self, value: ir.Operand, target: str) -> bool:
        array = self.given.get(target)
        return isinstance(value, ir.Stored) and array is not None and self.given.get(value.id) is array

    def _is_dynamic(self, value: ir.Operand) -> bool:
        match value:
            case ir.Transposed(operand):
                return self._is_dynamic(operand)
            case ir.Stored() | ir.Temporary():
                return value in self.dynamic
            case _:
                return True

    def _shape(self, expr: Expr) -> Shape:
        return shape_of(expr, self.shapes)

    def _array(self, expr: Expr, into: ir.Stored | None = None) -> ir.Operand:
        """Lower an operand of an array's operation; a result of its own goes to `into` if that is possible."""
        match expr:
            case Number(value):
                return ir.Constant(value)
            case Name(id):
                return ir.Stored(id)
            case Shorthand(_, _, body) | Call("linear", (body,)):
                return self._array(body, into)
            case Transpose(operand):
                return ir.Transposed(self._array(operand))
        if not self._shape(expr):
            return ir.ScalarOperand(self._number(expr), all(id in self.constants for id in names(expr)))
        if _is_part(expr):
            return ir.ShownLine(expr)
        return self._numbered(expr, lambda: self._computed(expr, into), expr)

    def _numbered(self, name: object, compute: Callable[[], ir.Operand], reads: Expr) -> ir.Operand:
        """Return where the value `name`, of these versions of what it `reads`, is; compute it if it is nowhere yet."""
        key = name, tuple(self._versions[self.aliases.owner(id)] for id in names(reads))
        found, version = self._values.get(key, (None, None))
        if found is None or version != self._version(found):
            found = compute()
            # The statement that stores a value here counts as one more write at its end.
            self._values[key] = found, self._version(found) + isinstance(found, ir.Stored)
        return found

    def _version(self, value: ir.Operand) -> int:
        return self._versions[self.aliases.owner(value.id)] if isinstance(value, ir.Stored) else 0

    def _computed(self, expr: Expr, into: ir.Stored | None) -> ir.Operand:
        shape = self._shape(expr)
        match expr:
            case Negative(operand):
                return self._elementwise("negative", [operand], shape, into)
            case Binary("**", base, Number(2.0)):
                return self._elementwise("square", [base], shape, into)
            case Binary("@", left, right):
                return self._product(left, right, shape, into)
            case Binary("+" | "-" | "*" | "/" as operator, left, right):
                return self._elementwise(_BINARY[operator], [left, right], shape, into)
            case Call(function, arguments) if isinstance(ufunc := PRIMITIVES[function].function, np.ufunc):
                return self._elementwise(ufunc.__name__, arguments, shape, into)
            case Call("relu", (argument,)):
                return self._elementwise("maximum", [Number(0.0), argument], shape, into)
            case Call("softmax" | "softmax_rows" as function, (argument,)):
                axis = PRIMITIVES[function].axis
                powers = self._powers(axis, argument)
                return self._apply("divide", [powers, self._reduce("add", axis, powers, shape)], shape, into)
            case Call("log_softmax" | "log_softmax_rows" as function, (argument,)):
                return self._log_softmax(PRIMITIVES[function].axis, argument, into)
            case Call("times_ln", (factor, logarithm)) if self._shape(factor) == self._shape(logarithm):
                return self._times_ln(factor, logarithm, into)
            case Call("column_sums" | "row_sums" as function, (argument,)):
                value = self._array(argument)
                into = None if into and self._overlaps(value, into) else into
                return self._reduce("add", PRIMITIVES[function].axis, value, self._shape(argument), into)
            case Call() if (definition := exact_definition(expr)) is not None:
                return self._array(definition, into)
        bound = self._temporary(shape)
        self.dynamic.add(bound)
        self.instructions.append(ir.Bind(ir.ShownLine(expr), bound))
        return bound

    def _temporary(self, shape: Shape, *, is_mask: bool = False) -> ir.Temporary:
        self._temporaries += 1
        return ir.Temporary(self._temporaries, shape, is_mask)

    def _apply(
        self, function: str, operands: Sequence[ir.Operand], shape: Shape, into: ir.Memory | None = None
    ) -> ir.Memory:
        result = into or self._temporary(shape)
        self.instructions.append(ir.Elementwise(function, tuple(operands), result))
        return result

    def _elementwise(self, function: str, operands: Sequence[Expr], shape: Shape, into: ir.Stored | None) -> ir.Memory:
        return self._apply(function, [self._array(operand) for operand in operands], shape, into)

    def _product(self, left: Expr, right: Expr, shape: Shape, into: ir.Stored | None) -> ir.Memory:
        values = self._array(left), self._array(right)
        into = None if into and any(self._overlaps(value, into) for value in values) else into
        result = into or self._temporary(shape)
        self.instructions.append(ir.MatrixProduct(*values, result, self._shape(left)[1] == 1 and 1 in shape))
        return result

    def _overlaps(self, value: ir.Operand, into: ir.Stored) -> bool:
        """Return whether an operand is in the memory of a target; parts of one vector are not in one another's."""
        target = self.given.get(into.id)
        return any(
            self.aliases.owner(into.id) in self.aliases.owners(read)
            and not (target is not None and self._is_apart(read, target))
            for read in ir.memory(value)
        )

    def _is_apart(self, read: ir.Memory, target: Array) -> bool:
        array = self.given.get(read.id) if isinstance(read, ir.Stored) else None
        return array is not None and not np.may_share_memory(array, target)

    def _reduce(
        self, function: str, axis: int, value: ir.Operand, shape: Shape, into: ir.Stored | None = None
    ) -> ir.Memory:
        """Lower the reduction of a matrix of this shape along an axis."""
        result = into or self._temporary((1, shape[1]) if axis == 0 else (shape[0], 1))
        self.instructions.append(ir.Reduction(function, axis, value, result))
        return result

    def _below_largest(self, axis: int, argument: Expr) -> ir.Operand:
        """Lower what softmax raises e to: each element less the largest of its sample."""
        value, shape = self._array(argument), self._shape(argument)
        return self._apply("subtract", [value, self._reduce("maximum", axis, value, shape)], shape)

    def _below(self, axis: int, argument: Expr) -> ir.Operand:
        return self._numbered(("below", axis, argument), lambda: self._below_largest(axis, argument), argument)

    def _powers(self, axis: int, argument: Expr) -> ir.Operand:
        below, shape = self._below(axis, argument), self._shape(argument)
        return self._numbered(("powers", axis, argument), lambda: self._apply("exp", [below], shape), argument)

    def _log_softmax(self, axis: int, argument: Expr, into: ir.Stored | None) -> ir.Memory:
        shape, one = self._shape(argument), ir.Constant(1.0)
        below, powers = self._below(axis, argument), self._powers(axis, argument)
        top = self._apply("equal", [below, ir.Constant(0.0)], shape)
        sums = (1, shape[1]) if axis == 0 else (shape[0], 1)
        others = self._reduce("add", axis, self._apply("subtract", [powers, top], shape), shape)
        ties = self._apply("subtract", [self._reduce("add", axis, top, shape), one], sums)
        beside = self._apply("log1p", [self._apply("add", [others, ties], sums)], sums)
        return self._apply("subtract", [below, beside], shape, into)

    def _times_ln(self, factor: Expr, logarithm: Expr, into: ir.Stored | None) -> ir.Memory:
        first, second, shape = self._array(factor), self._array(logarithm), self._shape(factor)
        mask = self._temporary(shape, is_mask=True)
        self.instructions.append(ir.Elementwise("equal", (first, ir.Constant(0.0)), mask))
        product = self._apply("multiply", [first, second], shape, into)
        self.instructions.append(ir.ZeroWhere(mask, product))
        return product

    def _number(self, expr: Expr) -> Expr:
        """Return a number's expression; what sums over a matrix is lowered, and has the name of its result.

        Sums, products and quotients of two numbers are the same bits whatever holds the numbers. All else is emitted as
        the line that is shown.
        """
        match expr:
            case Shorthand(_, _, body):
                return self._number(body)
            case Negative(operand):
                return Negative(self._number(operand))
            case Call("sum", (argument,)) if self._shape(argument):
                total = ir.TotalSum(self._array(argument), f"_total{len(self.instructions)}")
                self.instructions.append(total)
                self.shapes[total.id] = ()
                return Name(total.id)
            case Binary("+" | "-" | "*" | "/" as operator, left, right):
                return Binary(operator, self._number(left), self._number(right))
            case _:
                return expr


def _is_part(expr: Expr) -> bool:
    """Return whether an expression only shows a part of an array."""
    return isinstance(expr, Call) and PRIMITIVES[expr.function].shaping == "shortened"


def _is_view(expr: Expr) -> bool:
    """Return whether an expression is a part of a quantity's own memory."""
    return isinstance(expr, Call) and _is_part(expr) and ir.bare_name(expr.arguments[0]) is not None
