"""What a built-in function is: how it is called in NumPy, written in a formula, shaped, differentiated and defined.

Formula templates: ``{0}`` is the first argument, put into brackets where it binds less tightly than `binds`;
``({0})`` is the first argument in brackets always.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.expr.array import Array
from nnstep.expr.tree import Expr, Operator, substitute

Shaping: TypeAlias = Literal["elementwise", "like-first", "number", "reduced", "chosen", "extended", "shortened"]
"""What shape a function's value has: that of its arguments broadcast; its first argument's, while an element depends
on more than the element at its own place; a number; one number for each row or column, a sum or one that is chosen; or
its argument's with one row or column more, of ones, or less, the first."""


class Binding:
    """How tightly a piece of a formula holds together; the looser one gets brackets inside a tighter one."""

    NEGATIVE, SUM, PRODUCT, UNARY, POWER, ATOM = range(6)


OPERATORS: dict[Operator, tuple[int, int, int]] = {
    "+": (Binding.SUM, Binding.NEGATIVE, Binding.SUM),
    "-": (Binding.SUM, Binding.NEGATIVE, Binding.PRODUCT),
    "*": (Binding.PRODUCT, Binding.PRODUCT, Binding.PRODUCT),
    "@": (Binding.PRODUCT, Binding.PRODUCT, Binding.PRODUCT),
    "/": (Binding.PRODUCT, Binding.PRODUCT, Binding.UNARY),
    "**": (Binding.POWER, Binding.ATOM, Binding.ATOM),
}
"""How tightly each operator binds, and how tightly its left and right side must, to stand in a formula without
brackets."""


@dataclass(frozen=True, slots=True)
class Monotone:
    """Rises or falls, or stays, with every element of each argument."""

    signs: tuple[int, ...] = (1,)
    """By argument: 1 where it rises, -1 where it falls."""


@dataclass(frozen=True, slots=True)
class Turning:
    """Element by element: monotone in each argument between turning points, whichever way."""

    at: tuple[float, ...] = ()
    """The turning points of the first argument."""


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave between -1 and 1 with the period 2 pi."""

    peak: float
    """Where it has a peak, in multiples of pi."""


Course: TypeAlias = Monotone | Turning | Wave
"""What is known of where a function rises, falls and turns, so that its bounds are known too."""


@dataclass(frozen=True, slots=True)
class Primitive:
    """One built-in function."""

    function: Callable[..., Array]
    formula: str
    source: str = ""
    """The NumPy call, a template of its arguments' sources; empty where it is called by its own name."""
    shaping: Shaping = "elementwise"
    axis: int = 0
    """Along which axis a matrix is worked on, where it is not element by element."""
    binds: int = Binding.ATOM
    definition: Expr | None = None
    """The same function in the language, over the names ``u`` (first argument) and ``v`` (second)."""
    exact: bool = False
    """Whether the definition computes the very same bits."""
    arity: int = 1
    slopes: tuple[Expr, ...] = ()
    """The derivative by each argument over ``u`` and ``v``, where all of them are numbers; none: there is no such one.

    At a kink it is a convention: |u| has 0 at 0, a step has 0 everywhere, ReLU has 0 at 0, and at a tie `max` follows
    its first argument, which gives max(0, u) and max(v u, u) the slopes that ReLU and leaky ReLU have.
    """
    transposed: str = ""
    """The function that does the same to the transpose of a matrix, where that is another one."""
    paper: Expr | None = None
    """What it is on paper, over ``u`` and ``v``: where it keeps digits by what no text writes."""
    course: Course | None = None
    """Where it rises, falls and turns; None where only its definition says so, or nothing does."""
    at_end: bool = False
    """Of what is extended or shortened: whether at its end."""
    widens: bool = False
    """Whether NumPy's own function makes float64 of float32, so that a line of single precision says otherwise."""
    correctly_rounded: bool = False
    """Whether each element is the number nearest to the true one: the same bits, whatever stands beside it."""

    @property
    def named(self) -> bool:
        """Whether the NumPy line calls it by a name of its own, so that a script must define it."""
        return not self.source

    def written(self, arguments: Sequence[str]) -> str:
        """Return the NumPy call with the arguments' sources."""
        return self.source.format(*arguments) or f"{self.function.__name__}({', '.join(arguments)})"

    def defined(self, arguments: Sequence[Expr]) -> Expr | None:
        """Return what the definition makes of the arguments; None where there is no definition."""
        return _applied(self.definition, arguments)

    def on_paper(self, arguments: Sequence[Expr]) -> Expr | None:
        """Return what it is on paper, of the arguments; None where it is written as it is."""
        return _applied(self.paper, arguments)


def _applied(body: Expr | None, arguments: Sequence[Expr]) -> Expr | None:
    """Return `body` with the arguments in the place of all its names."""
    return None if body is None else substitute(body, dict(zip("uv", arguments, strict=False)))
