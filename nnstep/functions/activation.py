"""What an activation is: a value, and how a derivative passes back through it."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.expr.tree import Call, Expr, Name, Slope, substitute

Z, A, UPSTREAM = Name("z"), Name("a"), Name("upstream")
"""The names that activations are written over: pre-activation, activation, and dE/da."""


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation a = f(z)."""

    id: str
    value: Call
    """f(z), over ``z``: a call of the built-in function whose symbol the formulas use."""
    slope: Expr | None = None
    """f'(z), element by element, over ``z`` and ``a``; None where an element depends on its neighbours too."""
    pullback: Expr | None = None
    """dE/dz over ``upstream`` (dE/da), ``z`` and ``a``, where that is not the upstream times the slope."""
    kinked: bool = False
    """Whether it has no derivative at z = 0, so that the slope there is a convention."""

    def apply(self, z: Expr) -> Expr:
        """Return f(z)."""
        return substitute(self.value, {"z": z})

    def pull_back(self, upstream: Expr, z: Expr, a: Expr) -> Expr:
        """Return dE/dz, given dE/da as `upstream`: the chain rule through this activation."""
        names = {"z": z, "a": a, "upstream": upstream}
        if self.pullback is not None:
            return substitute(self.pullback, names)
        if self.slope is None:
            raise ValueError(f"activation {self.id} has neither a slope nor a pullback")
        return upstream * Slope(self.value.function, z, substitute(self.slope, names))
