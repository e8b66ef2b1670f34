"""What an activation is: a value, and how a derivative passes back through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.expr.tree import Call, Derivative, Expr, Name, Shorthand, substitute, transform

Z, A, UPSTREAM = Name("z"), Name("a"), Name("upstream")
"""The names that activations are written over: pre-activation, activation, and dE/da."""


AtKink: TypeAlias = Literal["left", "middle", "right"]
"""Which slope is taken at a kink: the one to its left, the one to its right, or their mean."""


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation a = f(z)."""

    id: str
    symbol: str
    """How formulas write f."""
    value: Expr
    """f(z), over ``z``. A call of a built-in function is written as that function is, all else as ``symbol(z)``."""
    slope: Expr | None = None
    """f'(z), element by element, over ``z`` and ``a``; None where an element depends on its neighbours too."""
    pullback: Expr | None = None
    """dE/dz over ``upstream`` (dE/da), ``z`` and ``a``, where that is not the upstream times the slope."""
    slope_right: Expr | None = None
    """Where the derivative at z = 0 is a convention: f'(z) with the one from the right there; `slope` has the left one.
    """

    from_z: tuple[tuple[Expr, Expr], ...] = ()
    """What loses digits where it is computed from the rounded ``a``, each with what computes it from ``z``, too."""

    @property
    def kinked(self) -> bool:
        """Whether it has no derivative at z = 0, so that the slope there is a convention."""
        return self.slope_right is not None

    def apply(self, z: Expr) -> Expr:
        """Return f(z)."""
        value = substitute(self.value, {"z": z})
        return value if isinstance(self.value, Call) else Shorthand(self.symbol, z, value)

    def keep_digits(self, expr: Expr) -> Expr:
        """Return `expr`, over ``a``, computed from ``z`` where this activation would lose digits; else unchanged."""
        computed = dict(self.from_z)
        return transform(expr, lambda node: computed.get(node, node))

    def pull_back(self, upstream: Expr, z: Expr, a: Expr, at_kink: AtKink = "left") -> Expr:
        """Return dE/dz, given dE/da as `upstream`: the chain rule through this activation."""
        names = {"z": z, "a": a, "upstream": upstream}
        if self.pullback is not None:
            return substitute(self.pullback, names)
        return upstream * self.derivative(z, a, at_kink)

    def derivative(self, z: Expr, a: Expr, at_kink: AtKink) -> Derivative:
        """Return f'(z); raise ValueError where there is none of single elements."""
        return Derivative(f"{self.symbol}′", z, substitute(self.slope_at(at_kink), {"z": z, "a": a}))

    def slope_at(self, at_kink: AtKink) -> Expr:
        """Return f'(z) over ``z`` and ``a`` with this value at a kink; raise ValueError where there is no slope."""
        if self.slope is None:
            raise ValueError(f"activation {self.id} has no slope of single elements")
        if self.slope_right is None or at_kink == "left":
            return self.slope
        return self.slope_right if at_kink == "right" else 0.5 * (self.slope + self.slope_right)
