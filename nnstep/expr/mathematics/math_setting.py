"""An expression as a formula on paper: the one walk that sets formulas, putting parts of a tree together."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.expr.array import Array
from nnstep.expr.mathematics.math_text import number_math, raised_math, symbol_math, text_parts
from nnstep.expr.mathematics.math_tree import Fenced, Glyph, Math, Matrix, Rooted, Scripted, Stacked, joined
from nnstep.expr.tree import Expr
from nnstep.expr.walks.pen import Pen
from nnstep.expr.walks.setter import Setter


def formula_math(expr: Expr, pen: Pen) -> Math:
    """Return `expr`: in symbols or, with `pen.values`, with numbers and matrices written out."""
    return Setter(pen, MathSetting()).formula(expr).math


def value_math(value: Array, pen: Pen) -> Math:
    """Return a number or a matrix, cut down to the pen's most rows and columns."""
    return Setter(pen, MathSetting()).value(value).math


@dataclass(frozen=True, slots=True)
class MathPart:
    """A part of a formula while it is put together."""

    items: tuple[Math, ...]
    is_text: bool = False
    """Whether the items are signs of a line that are not read as one: a lone bracket, say."""

    @property
    def math(self) -> Math:
        """The part as one."""
        return joined(*self.items)


class MathSetting:
    """Trees: quotients with a bar, brackets as tall as what they hold."""

    stacks = True

    def text(self, content: str) -> MathPart:
        """Return words and signs; what follows a lone ^ is raised, what follows a lone √ stands under it."""
        return MathPart(text_parts(content), is_text=True)

    def number(self, content: str) -> MathPart:
        """Return a number."""
        return MathPart((number_math(content),))

    def symbol(self, content: str) -> MathPart:
        """Return a symbol."""
        return MathPart((symbol_math(content),))

    def beside(self, *parts: MathPart) -> MathPart:
        """Return the parts side by side."""
        items: list[Math] = []
        for part in parts:
            match items:
                case [*_, base, Glyph("^")]:
                    items[-2:] = [Scripted(base, high=_unfenced(part.math))]
                case [*_, Glyph("√")]:
                    items[-1:] = [Rooted(_unfenced(part.math))]
                case _:
                    items += part.items if part.is_text else (part.math,)
        return MathPart(tuple(items))

    def bracketed(self, part: MathPart) -> MathPart:
        """Return the part in brackets."""
        return MathPart((Fenced(part.math),))

    def raised(self, part: MathPart, mark: str) -> MathPart:
        """Return the part with an exponent."""
        return MathPart((Scripted(part.math, high=raised_math(mark)),))

    def quotient(self, above: MathPart, below: MathPart) -> MathPart:
        """Return a fraction."""
        return MathPart((Stacked(above.math, below.math),))

    def matrix(self, cells: list[list[str]]) -> MathPart:
        """Return a matrix in square brackets."""
        return MathPart((Matrix(tuple(tuple(number_math(cell.strip()) for cell in row) for row in cells)),))


def _unfenced(math: Math) -> Math:
    return math.inside if isinstance(math, Fenced) else math
