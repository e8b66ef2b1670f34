"""The intermediate representation of a training step: straight-line instructions over quantities and temporaries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.expr.array import Shape
from nnstep.expr.tree import Call, Expr, Name, Shorthand, Transpose, names


@dataclass(frozen=True, slots=True)
class Statement:
    """One assignment of a training step, before it is lowered."""

    target: str
    expression: Expr
    after: tuple[str, ...] = ()
    """Lines of Python that follow it: an error noted, a condition tested."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The present value of a quantity, or of a vector of quantities that are updated at once."""

    id: str


@dataclass(frozen=True, slots=True)
class Temporary:
    """An intermediate array. It is written once."""

    number: int
    shape: Shape
    is_mask: bool = False
    """Whether the elements are truth values."""


Memory: TypeAlias = Stored | Temporary


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that never changes, held as an array of rank 0, which NumPy takes fastest."""

    value: float


@dataclass(frozen=True, slots=True)
class Transposed:
    """The transpose of an array: a view."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class ScalarOperand:
    """A number computed where an array's operation reads it."""

    expression: Expr
    is_constant: bool
    """Whether it is the same in every training step, so that it is computed once, before the first."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """An array computed by the NumPy line that is shown for it, into new memory, or as a view of part of another."""

    expression: Expr


Operand: TypeAlias = Memory | Constant | Transposed | ScalarOperand | ShownLine


@dataclass(frozen=True, slots=True)
class Elementwise:
    """A NumPy function applied element by element; the result may overwrite an operand of its shape."""

    function: str
    operands: tuple[Operand, ...]
    result: Memory


@dataclass(frozen=True, slots=True)
class MatrixProduct:
    """The product of two matrices."""

    left: Operand
    right: Operand
    result: Memory
    is_scaling: bool
    """Whether one side is a single number or a single row times a column of one: NumPy has another routine for it."""


@dataclass(frozen=True, slots=True)
class Reduction:
    """A matrix reduced along one axis, which is kept with length 1."""

    function: str
    axis: int
    operand: Operand
    result: Memory


@dataclass(frozen=True, slots=True)
class ZeroWhere:
    """Zero put into the elements of `result` where `mask` is true."""

    mask: Memory
    result: Memory


@dataclass(frozen=True, slots=True)
class Copy:
    """An array copied into a quantity's own buffer."""

    operand: Operand
    result: Stored


@dataclass(frozen=True, slots=True)
class Bind:
    """A variable bound to an array that is at a new place in every training step."""

    operand: Operand
    result: Memory


@dataclass(frozen=True, slots=True)
class Alias:
    """A quantity that shares the buffer of `operand`; it takes no time."""

    id: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class TotalSum:
    """The sum of all elements, as a number."""

    operand: Operand
    id: str


@dataclass(frozen=True, slots=True)
class SetNumber:
    """A quantity that is a number."""

    id: str
    expression: Expr
    as_array: bool
    """Whether it is held as an array of rank 0, since operations on arrays read it."""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A line of Python."""

    line: str


Instruction: TypeAlias = (
    Elementwise | MatrixProduct | Reduction | ZeroWhere | Copy | Bind | Alias | TotalSum | SetNumber | Verbatim
)


def operands(instruction: Instruction) -> tuple[Operand, ...]:
    """Return what an instruction reads."""
    match instruction:
        case Elementwise():
            return instruction.operands
        case MatrixProduct():
            return instruction.left, instruction.right
        case ZeroWhere():
            return instruction.mask, instruction.result
        case Reduction() | Copy() | Bind() | Alias() | TotalSum():
            return (instruction.operand,)
        case SetNumber():
            return (ScalarOperand(instruction.expression, is_constant=False),)
        case Verbatim():
            return ()


def result(instruction: Instruction) -> Memory | None:
    """Return the array that an instruction writes, as far as it writes one."""
    match instruction:
        case Alias() | TotalSum() | SetNumber() | Verbatim():
            return None
        case _:
            return instruction.result


def memory(operand: Operand) -> Iterator[Memory]:
    """Yield the quantities and temporaries that an operand reads."""
    match operand:
        case Stored() | Temporary():
            yield operand
        case Transposed(inner):
            yield from memory(inner)
        case ScalarOperand(expression) | ShownLine(expression):
            yield from map(Stored, names(expression))
        case Constant():
            return


def bare_name(expression: Expr) -> str | None:
    """Return the quantity that an expression only renames or transposes; None if it computes something."""
    match expression:
        case Name(id):
            return id
        case Shorthand(_, _, inner) | Transpose(inner) | Call("linear", (inner,)):
            return bare_name(inner)
        case _:
            return None
