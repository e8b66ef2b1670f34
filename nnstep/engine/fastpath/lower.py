"""The lines of a training step written so that their results go into arrays that are there already.

Each line calls functions of NumPy on the same numbers in the same order as the line that is shown, so it gives the same
bits; only the memory is not taken anew, what occurs twice is worked out once, and a constant is an array of its own.
Knows shapes and where values are, no values.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from nnstep.engine.fastpath.buffers import Places
from nnstep.expr.array import Shape
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Binary, Call, Expr, Name, Negative, Number, Slope, Transpose, names, substitute, walk
from nnstep.expr.walks.numpy_line import source
from nnstep.expr.walks.shape import shape_of
from nnstep.expr.walks.substeps import EXACT_DEFINITIONS

_BINARY = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_UNARY = {
    "exp": "exp",
    "ln": "log",
    "log1p": "log1p",
    "sqrt": "sqrt",
    "abs": "absolute",
    "tanh": "tanh",
    "sin": "sin",
    "cos": "cos",
}
_ALONG = {
    "column_sums": 0, "row_sums": 1, "softmax": 0, "softmax_rows": 1, "log_softmax": 0, "log_softmax_rows": 1
}  # fmt: skip


@dataclass(slots=True)
class InPlace:
    """Writes the lines of one training step, in their order."""

    places: Places
    shapes: dict[str, Shape]
    lines: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    """Lines that need to be run only once, before all training steps."""
    _at: int = 0
    _shared: dict[object, str] = field(default_factory=dict)
    """Where a result is that is needed again, by expression and the state of what it reads."""
    _often: Counter[object] = field(default_factory=Counter)
    _versions: Counter[str] = field(default_factory=Counter)
    _free: list[str] = field(default_factory=list)
    _logarithms: set[Expr] = field(default_factory=set)
    """What softmax is taken of, and its logarithm as well."""
    _powers: dict[object, tuple[str, str]] = field(default_factory=dict)
    """Of these, where that less its largest is, and the exponentials, until the logarithm is worked out."""

    def write(self, assignments: list[tuple[str, Expr, tuple[str, ...]]]) -> None:
        """Write all lines: targets, expressions, and what is to stand behind each."""
        for target, expr, _ in assignments:
            logarithms = (n for n in walk(expr) if isinstance(n, Call) and n.function.startswith("log_softmax"))
            self._logarithms |= {node.arguments[0] for node in logarithms}
            self._often.update(self._key(node) for node in walk(expr) if self._is_shareable(node))
            self._versions[self.places.root(target)] += 1
        self._versions.clear()
        for self._at, (target, expr, behind) in enumerate(assignments):
            self._assign(target, expr)
            self._versions[self.places.root(target)] += 1
            self._free = [name for name in self.places.known if name.startswith("_t")]
            self.lines += behind

    def _assign(self, target: str, expr: Expr) -> None:
        if not self.shapes[target]:
            text = self._number(expr) if names(expr) else f"_float({self._number(expr)})"
            self.lines.append(f"{target} = {f'_array({text})' if self.places.is_beside_arrays(target) else text}")
            return
        placed = target in self.places.known
        named = _bare(expr)
        result = self._emit(expr, "" if named is not None else self._made(target))
        if result == target or (placed and self.places.is_same(result, target)):
            return
        if placed or (named is not None and self.places.is_lost(named, target, self._at)):
            self.lines.append(f"_np_copyto({self._made(target)}, {result})")
            self.places.call("copyto")
        elif result in self.places.known:
            self.places.let(target, result)
        else:
            self.places.known.pop(target, None)
            self.places.let_be(target, result, whole=not _is_part(expr))
            self.lines.append(f"{target} = {result}")

    def _made(self, target: str) -> str:
        if target not in self.places.known:
            self.places.known[target] = np.empty(self.shapes[target])
        return target

    def _key(self, expr: Expr) -> object:
        """Return what two expressions have in common that have the same value here."""
        return expr, tuple(self._versions[self.places.root(id)] for id in names(expr))

    def _is_shareable(self, expr: Expr) -> bool:
        computed = isinstance(expr, Binary | Negative | Call) and _bare(expr) is None and not _is_part(expr)
        return computed and self._shape(expr) != ()

    def _shape(self, expr: Expr) -> Shape:
        return shape_of(expr, self.shapes)

    def _emit(self, expr: Expr, out: str = "") -> str:
        """Write what works out an array, into `out` where that is given; return where the result is."""
        if not self._shape(expr):
            return self._operand(expr)
        if not self._is_shareable(expr) or self._often[key := self._key(expr)] < 2:
            return self._written(expr, out)
        if key not in self._shared:
            shared = f"_s{len(self._shared)}"
            self._shared[key] = ""
            self.places.known[shared] = np.empty(self._shape(expr))
            result = self._written(expr, shared)
            if result not in self.places.known:
                self.lines.append(f"{shared} = {result}")
                del self.places.known[shared]
                result = shared
            self._shared[key] = result
        return self._shared[key]

    def _written(self, expr: Expr, out: str) -> str:
        match expr:
            case Name(id):
                return id
            case Slope(_, _, body):
                return self._emit(body, out)
            case Transpose(operand):
                return self.places.transposed(self._emit(operand))
            case Negative(operand):
                return self._elementwise("negative", [operand], expr, out)
            case Binary("**", base, Number(2.0)):
                return self._elementwise("square", [base], expr, out)
            case Binary("@", left, right):
                return self._product(left, right, expr, out)
            case Binary("+" | "-" | "*" | "/" as operator, left, right):
                return self._elementwise(_BINARY[operator], [left, right], expr, out)
            case Call(function, (argument,)) if function in _UNARY:
                return self._elementwise(_UNARY[function], [argument], expr, out)
            case Call("relu", (argument,)):
                return self._elementwise("maximum", [Number(0.0), argument], expr, out)
            case Call("linear", (argument,)):
                return self._emit(argument, out)
            case Call("softmax" | "softmax_rows" as function, (argument,)):
                return self._softmax(_ALONG[function], argument, out or self._temporary(self._shape(expr)))
            case Call("log_softmax" | "log_softmax_rows" as function, (argument,)):
                return self._log_softmax(_ALONG[function], argument, out or self._temporary(self._shape(expr)))
            case Call("times_ln", (factor, logarithm)) if self._shape(factor) == self._shape(logarithm):
                return self._times_ln(factor, logarithm, out or self._temporary(self._shape(expr)))
            case Call("column_sums" | "row_sums" as function, (argument,)):
                return self._sums("add", _ALONG[function], self._emit(argument), out, self._shape(expr))
            case Call(function, (argument,)) if function in EXACT_DEFINITIONS:
                definition = PRIMITIVES[function].definition
                return self._emit(substitute(definition, {"u": argument}), out) if definition else source(expr)
            case _:
                return f"({self._as_shown(expr)})"

    def _elementwise(self, function: str, operands: list[Expr], expr: Expr, out: str) -> str:
        values, shape = [], self._shape(expr)
        for place, operand in enumerate(operands):
            others = [id for other in (*operands[:place], *operands[place + 1 :]) for id in names(other)]
            # What is on the way may be kept where the result goes, if nobody still reads what is there.
            lent = out and out not in values and self._shape(operand) == shape
            lent = lent and not any(self.places.overlap(out, id) for id in others)
            values.append(self._emit(operand, out if lent else ""))
        out = out or self._scratch(values, expr) or self._temporary(shape)
        self._call(function, values, f"out={out}" if function == "maximum" else out)
        self._release(values, out)
        return out

    def _product(self, left: Expr, right: Expr, expr: Expr, out: str) -> str:
        values, shape = [self._emit(left), self._emit(right)], self._shape(expr)
        if not out or any(self.places.overlap(out, value) for value in values):
            out = self._temporary(shape)
        # Both call the same routine for what lies in one piece, but for products with a number; dot is called faster.
        alike = all(self.places.is_whole(value) for value in values) and not (self._shape(left)[1] == 1 and 1 in shape)
        self._call("dot" if alike else "matmul", values, out)
        self._release(values, out)
        return out

    def _sums(self, function: str, axis: int, value: str, out: str, shape: Shape) -> str:
        if not out or self.places.overlap(out, value):
            out = self._temporary(shape)
        self._call(f"{function}.reduce", [value, str(axis), "None"], f"{out}, True")
        self._release([value], out)
        return out

    def _softmax(self, axis: int, argument: Expr, out: str) -> str:
        if key := self._key(argument) if argument in self._logarithms else None:
            below, powers = (self._kept(self._shape(argument)) for _ in range(2))
            self._powers[key] = below, powers
        else:
            below = powers = out
        most = self._exponentials(axis, argument, below, powers)
        total = self._sums("add", axis, powers, most, self._along(axis, argument))
        self._call("divide", [powers, total], out)
        self._release([most], out)
        return out

    def _exponentials(self, axis: int, argument: Expr, below: str, powers: str) -> str:
        """Write what takes off the largest, and what raises e to that; return what has the room of the largest."""
        value = self._emit(argument)
        most = self._sums("maximum", axis, value, "", self._along(axis, argument))
        self._call("subtract", [value, most], below)
        self._call("exp", [below], powers)
        self._release([value], below)
        return most

    def _along(self, axis: int, argument: Expr) -> Shape:
        rows, columns = self._shape(argument)
        return (1, columns) if axis == 0 else (rows, 1)

    def _kept(self, shape: Shape) -> str:
        """Return a new array that no other result goes into."""
        name = f"_p{len(self.places.known)}"
        self.places.known[name] = np.empty(shape)
        return name

    def _log_softmax(self, axis: int, argument: Expr, out: str) -> str:
        along, zero, one = self._along(axis, argument), self.places.constant(0.0), self.places.constant(1.0)
        below, others = self._powers.pop(self._key(argument), ("", ""))
        if not below:
            below, others = out, self._temporary(self._shape(argument))
            self._release([self._exponentials(axis, argument, below, others)], out)
        top = self._temporary(self._shape(argument))
        self._call("equal", [below, zero], top)
        self._call("subtract", [others, top], others)
        beside, ties = self._sums("add", axis, others, "", along), self._sums("add", axis, top, "", along)
        self._call("subtract", [ties, one], ties)
        self._call("add", [beside, ties], beside)
        self._call("log1p", [beside], beside)
        self._call("subtract", [below, beside], out)
        self._release([others, top, beside, ties], out)
        return out

    def _times_ln(self, factor: Expr, logarithm: Expr, out: str) -> str:
        first, second = self._emit(factor), self._emit(logarithm)
        mask = f"_p{len(self.places.known)}"
        self.places.known[mask] = np.empty(self._shape(factor), dtype=bool)
        self._call("equal", [first, self.places.constant(0.0)], mask)
        self._call("multiply", [first, second], out)
        self.lines.append(f"{self.places.call('copyto')}({out}, {self.places.constant(0.0)}, where={mask})")
        self._release([first, second], out)
        return out

    def _call(self, function: str, values: list[str], out: str) -> None:
        self.lines.append(f"{self.places.call(function)}({', '.join(values)}, {out})")

    def _temporary(self, shape: Shape) -> str:
        for name in self._free:
            if self.places.known[name].shape == shape:
                self._free.remove(name)
                return name
        name = f"_t{len(self.places.known)}"
        self.places.known[name] = np.empty(shape)
        return name

    def _scratch(self, values: list[str], expr: Expr) -> str:
        """Return an operand whose memory can take the result: a temporary one, or one that is not read any more."""
        for value in values:
            array = self.places.known.get(value)
            if array is None or array.shape != self._shape(expr):
                continue
            if value.startswith("_t") or self.places.is_done_with(value, self._at):
                return value
        return ""

    def _release(self, values: list[str], out: str) -> None:
        for value in values:
            root = self.places.root(value)
            if root.startswith("_t") and root != out and root not in self._free:
                self._free.append(root)

    def _operand(self, expr: Expr) -> str:
        """Return a number as an operand of an array: what never changes is an array of rank 0, which is quickest."""
        match expr:
            case Number(value):
                return self.places.constant(value)
            case Name(id):
                return id
        if all(id in self.places.constants for id in names(expr)):
            name = f"_k{len(self.first)}"
            self.first.append(f"{name} = _array({self._number(expr)})")
            return name
        return f"({self._number(expr)})"

    def _number(self, expr: Expr) -> str:
        """Return a number's source; a sum over a matrix has the matrix worked out in place first.

        Sums, products and quotients of two numbers are the same bits whatever holds the numbers. All else is worked out
        from arrays of rank 0, as stepping does: a power of NumPy's scalars is not that of its arrays.
        """
        match expr:
            case Number(value):
                return repr(value)
            case Name(id):
                return self.places.as_scalar(id)
            case Slope(_, _, body):
                return self._number(body)
            case Negative(operand):
                return f"-({self._number(operand)})"
            case Call("sum", (argument,)) if self._shape(argument):
                return self._total(argument)
            case Binary("+" | "-" | "*" | "/" as operator, left, right):
                return f"({self._number(left)}) {operator} ({self._number(right)})"
            case _:
                return self._as_shown(expr)

    def _total(self, argument: Expr) -> str:
        value, total = self._emit(argument), f"_v{len(self.lines)}"
        flat = self.places.flat(value)
        self.lines.append(f"{total} = {self.places.call('add.reduce')}({flat or f'{value}, None'})")
        self._release([value], "")
        return total

    def _as_shown(self, expr: Expr) -> str:
        """Return the line that is shown, with each number that it reads as an array."""
        numbers = (id for id in names(expr) if not self.shapes[id] and id not in self.places.constants)
        return source(substitute(expr, {id: Name(f"_array({id})") for id in numbers}))


def _is_part(expr: Expr) -> bool:
    """Return whether an expression only shows a part of what is there."""
    return isinstance(expr, Call) and PRIMITIVES[expr.function].shaping.endswith("-less")


def _bare(expr: Expr) -> str | None:
    """Return the quantity that an expression only gives another name, or shows transposed; None where it computes."""
    match expr:
        case Name(id):
            return id
        case Slope(_, _, body):
            return _bare(body)
        case Transpose(operand) | Call("linear", (operand,)):
            return _bare(operand)
        case _:
            return None
