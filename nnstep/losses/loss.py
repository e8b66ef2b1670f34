"""What an error function is: a value, its derivative, and the short output delta it has with some activations.

A loss owns its output delta: where the derivatives of error and activation cancel, it says so itself.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from nnstep.expr.setting import Setting, defaults
from nnstep.expr.tree import Call, Expr, Name, Number, substitute, transform

A, Y, OUTPUTS = Name("a"), Name("y"), Name("n")
"""The names that error functions are written over: output, target, and the number of outputs. A setting is named by its
id."""


@dataclass(frozen=True, slots=True)
class Loss:
    """An error function E of one sample."""

    id: str
    value: Expr
    """E, a number, over ``a``, ``y`` and ``n``; of several samples, one a column, their sum."""
    slope: Expr
    """dE/da, over ``a``, ``y`` and ``n``."""
    fused: Mapping[str, Expr] = field(default_factory=dict)
    """By activation id: dE/dz in the short form that is left when the activation's derivative cancels."""
    cancelled: Mapping[str, Expr] = field(default_factory=dict)
    """By activation id: dE/dz in a form that divides by nothing, for whatever targets: what is right where an output is
    so near 0 or 1 that dE/da is beyond all numbers."""
    outputs: tuple[str, ...] = ()
    """The activations whose values it can take, where it takes logarithms of probabilities; empty: any."""
    is_mean: bool = False
    """Whether it is a mean over the outputs already."""
    takes_target: bool = True
    """Whether it compares the output with a target at all."""
    targets: tuple[float, ...] = ()
    """The targets that it is made for; empty: any."""
    takes_classes: bool = False
    """Whether a target can be the number of the right class, which stands for a 1 at that output and 0 elsewhere."""
    kinks: tuple[Expr, ...] = ()
    """What changes its sign where E has no derivative, over ``a`` and ``y``; `slope` is that of a side, or 0."""
    whole: tuple[str, ...] = ()
    """Activations with which the short delta is right only if a sample's targets sum to 1."""
    declared: tuple[Setting, ...] = ()
    """The constants that a scenario can set."""

    @property
    def settings(self) -> Mapping[str, float]:
        """The default of each setting by id."""
        return defaults(self.declared)

    def with_settings(self, given: Mapping[str, float]) -> Loss:
        """Return it with its settings as numbers, those not `given` by their defaults."""
        numbers: dict[str, Expr] = {id: Number(float(given.get(id, default))) for id, default in self.settings.items()}
        if not numbers:
            return self
        return replace(self, value=substitute(self.value, numbers), slope=substitute(self.slope, numbers), declared=())

    def of_numbers(self, pairs: Sequence[tuple[Expr, Expr]]) -> Expr:
        """Return E where outputs and targets are numbers of their own, in pairs: every sum is written out."""
        counted = substitute(self.value, {OUTPUTS.id: Number(float(len(pairs)))})
        return transform(counted, lambda node: _written_out(node, pairs))


def _written_out(node: Expr, pairs: Sequence[tuple[Expr, Expr]]) -> Expr:
    match node:
        case Call("sum" | "mean" as function, (term,)):
            terms = [substitute(term, dict(zip((A.id, Y.id), pair, strict=True))) for pair in pairs]
            total = reduce(operator.add, terms)
            return total if function == "sum" or len(pairs) == 1 else total / float(len(pairs))
        case _:
            return node
