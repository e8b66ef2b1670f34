"""What an error function is: a value, its derivative, and the short output delta it has with some activations.

A loss owns its output delta: where the derivatives of error and activation cancel, it says so itself.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from nnstep.expr.tree import Call, Expr, Name, Number, substitute, transform

A, Y, OUTPUTS = Name("a"), Name("y"), Name("n")
"""The names that error functions are written over: output, target, and the number of outputs."""


@dataclass(frozen=True, slots=True)
class Loss:
    """An error function E of one sample."""

    id: str
    value: Expr
    """E, a number, over ``a``, ``y`` and ``n``."""
    slope: Expr
    """dE/da, over ``a``, ``y`` and ``n``."""
    fused: Mapping[str, Expr] = field(default_factory=dict)
    """By activation id: dE/dz in the short form that is left when the activation's derivative cancels."""
    outputs: tuple[str, ...] = ()
    """The activations whose values it can take, where it takes logarithms of probabilities; empty: any."""
    is_mean: bool = False
    """Whether it is a mean over the outputs already."""
    takes_target: bool = True
    """Whether it compares the output with a target at all."""
    whole: tuple[str, ...] = ()
    """Activations with which a sample's targets must sum to 1, since the short delta is right only then."""

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
