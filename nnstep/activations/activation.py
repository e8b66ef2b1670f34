"""What an activation is: a value, and how a derivative passes back through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from nnstep.expr.setting import Setting, defaults
from nnstep.expr.tree import (
    Binary,
    Call,
    Derivative,
    Expr,
    Name,
    Number,
    Shorthand,
    substitute,
    transform,
    transform_children,
)

Z, A, UPSTREAM = Name("z"), Name("a"), Name("upstream")
"""The names that activations are written over: pre-activation, activation, and dE/da. A setting is named by its id."""


AtKink: TypeAlias = Literal["left", "middle", "right"]
"""Which slope is taken at a kink: the one to its left, the one to its right, or their mean."""
IdleWarning: TypeAlias = Literal["saturated", "dead", "none"]
"""What its units are called that pass hardly any gradient: saturated where the slope falls below a part of the one at
z = 0, dead where it is exactly 0; or nothing is said of them."""


@dataclass(frozen=True, slots=True, eq=False)
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
    """Where the derivative at a kink is a convention: f'(z) with the right one there; `slope` has the left one."""
    kinks: tuple[Expr, ...] = ()
    """What changes its sign where f or f' jumps, over ``z``."""
    from_z: tuple[tuple[Expr, Expr], ...] = ()
    """What loses digits where it is computed from the rounded ``a``, each with what computes it from ``z``, too."""
    declared: tuple[Setting, ...] = ()
    """The constants that a layer can set."""
    steepness: Expr | None = None
    """Where z is multiplied by something first: what, and so what a short delta is multiplied by."""
    idle: IdleWarning = "saturated"
    familiar: bool = False
    """Whether its derivative is one that people take for another activation's by mistake."""

    @property
    def settings(self) -> Mapping[str, float]:
        """The default of each setting by id."""
        return defaults(self.declared)

    @property
    def kinked(self) -> bool:
        """Whether it has a point without a derivative, so that the slope there is a convention."""
        return self.slope_right is not None

    @property
    def flat(self) -> bool:
        """Whether its derivative is 0 everywhere, so that gradients teach nothing through it."""
        return self.slope == Call("zeros", (Z,))

    def with_settings(self, given: Mapping[str, float]) -> Activation:
        """Return it with its settings as numbers, those not `given` by their defaults; a factor 1 is left out."""
        if not self.declared:
            return self
        values = {id: float(given.get(id, default)) for id, default in self.settings.items()}

        def fixed(expr: Expr) -> Expr:
            return transform(expr, lambda node: _fixed(node, values))

        return replace(
            self,
            value=fixed(self.value),
            slope=None if self.slope is None else fixed(self.slope),
            slope_right=None if self.slope_right is None else fixed(self.slope_right),
            kinks=tuple(map(fixed, self.kinks)),
            from_z=tuple((fixed(lost), fixed(kept)) for lost, kept in self.from_z),
            steepness=None if self.steepness is None else fixed(self.steepness),
            declared=(),
        )

    def apply(self, z: Expr) -> Expr:
        """Return f(z)."""
        value = substitute(self.value, {"z": z})
        return value if isinstance(self.value, Call) else Shorthand(self.symbol, z, value)

    def keep_digits(self, expr: Expr, z: Expr = Z, a: Expr = A) -> Expr:
        """Return `expr`, over `a`, computed from `z` where this activation would lose digits; else unchanged."""
        names = {"z": z, "a": a}
        computed = {substitute(lost, names): substitute(kept, names) for lost, kept in self.from_z}

        def keep(node: Expr) -> Expr:
            if node in computed.values():
                return node
            return computed[node] if node in computed else transform_children(node, keep)

        return keep(expr)

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


def _fixed(node: Expr, values: Mapping[str, float]) -> Expr:
    """Return a setting as its number; times 1 is nothing."""
    match node:
        case Name(id) if id in values:
            return Number(values[id])
        case Binary("*", Number(1.0), other):
            return other
        case _:
            return node
