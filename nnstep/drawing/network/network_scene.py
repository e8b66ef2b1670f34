"""What a picture of a network shows: columns of values, the weights between them, and what is read and written."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.expr.array import Array
from nnstep.expr.digits import Digits

Use: TypeAlias = Literal["none", "read", "written"]
"""What the present operation does with a quantity."""
Flow: TypeAlias = Literal["forward", "backward"]


@dataclass(frozen=True, slots=True, eq=False)
class NeuronColumn:
    """One layer of neurons, with the value that each has in one quantity."""

    title: str
    count: int
    values: Array | None
    """Shape (count,); None where there are none yet, or none were recorded."""
    use: Use = "none"
    flow: Flow = "forward"
    """Whether the values are deltas, which go back."""
    feeds: AbstractSet[int] = frozenset()
    """The neurons that the chosen element reads."""
    chosen: int | None = None
    below: Array | None = None
    """Shape (count,): other numbers of these neurons, such as biases."""
    below_name: str = ""
    below_use: Use = "none"
    below_feeds: AbstractSet[int] = frozenset()
    """The neurons whose numbers below the chosen element reads."""
    below_chosen: int | None = None
    is_target: bool = False
    """Whether it is what the outputs are compared with: no layer, so no edges lead to it."""
    image: tuple[int, int] | None = None
    """Rows and columns, where the values are the pixels of an image."""


@dataclass(frozen=True, slots=True, eq=False)
class EdgeBundle:
    """The weights from one column to the next, or what there is of the same shape: gradients."""

    title: str
    weights: Array | None
    """Shape (neurons, inputs)."""
    use: Use = "none"
    feeds: AbstractSet[tuple[int, int]] = frozenset()
    """The edges, by neuron and input, that the chosen element reads."""
    chosen: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class NetworkScene:
    """One picture of a network."""

    headings: tuple[str, ...]
    """What is being done, from the longest text to the shortest; the first that has room is shown."""
    flow: Flow
    columns: tuple[NeuronColumn, ...]
    """The input first, the target (if any) last."""
    bundles: tuple[EdgeBundle, ...]
    """Between each layer and the next."""
    digits: Digits
    focus: int = 0
    """The column that must be seen, where there is not room for all."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many neurons each column has."""
        return tuple(column.count for column in self.columns)
