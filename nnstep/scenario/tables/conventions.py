"""The conventions that differ from text to text: each a key of the table [conventions] with its values and default.

A convention changes which operations a program has. Adding one is adding a field; the program says what it does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal, get_args, get_type_hints

from nnstep.expr.array import RunPrecision
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.rules import OneOf

_BACKWARD = "`delta`: an operation a delta; `stepwise`: one for each derivative, down to the one by the input"
_BIASES = (
    "`per-neuron`; `shared`: one number a layer; `frozen`: one a neuron, which the updates leave alone; `folded`: the "
    "first column of the weights (in row orientation the first row), for a constant input 1; `thresholds`: subtracted, "
    "z = W x − θ, and updated with the opposite sign; `folded-last`: as `folded`, but the last column; `none`"
)
_UPDATE = "`output-first`: a layer's weights are updated before they carry the delta back, as some texts do by mistake"
_OUTPUT_DELTA = "`fused`: just a − y where error and activation allow it; `unfused`: always the whole product"
_ORIENTATION = (
    "`column`: z = W x + b, weights one row a neuron, a sample is a column; `row`: z = x W + b, one column a neuron, "
    "a sample is a row"
)
_REDUCTION = "error and gradients of a batch are the mean or the sum over its samples"
_OVER_OUTPUTS = "the error of a sample is the sum or the mean over its outputs"
_DELTA = "`a-y`: the derivative of the error, with a minus in the update; `y-a`: its negative, with a plus"
_PRECISION = (
    "the type of every number: weights, samples and constants are rounded to it, and each operation is NumPy's in it"
)
_AT_KINK = (
    "the derivative of relu at 0: `left` 0, `middle` ½, `right` 1 (of leaky-relu: 0.01, their mean, 1; elu and "
    "hard-sigmoid likewise)"
)


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a text does in its own way."""

    backward: Literal["delta", "stepwise"] = field(default="delta", metadata={"help": _BACKWARD})
    biases: Literal["per-neuron", "shared", "frozen", "folded", "folded-last", "thresholds", "none"] = field(
        default="per-neuron", metadata={"help": _BIASES}
    )
    update: Literal["simultaneous", "output-first"] = field(default="simultaneous", metadata={"help": _UPDATE})
    output_delta: Literal["fused", "unfused"] = field(default="fused", metadata={"help": _OUTPUT_DELTA})
    orientation: Literal["column", "row"] = field(default="column", metadata={"help": _ORIENTATION})
    reduction: Literal["mean", "sum"] = field(default="mean", metadata={"help": _REDUCTION})
    over_outputs: Literal["sum", "mean"] = field(default="sum", metadata={"help": _OVER_OUTPUTS})
    delta: Literal["a-y", "y-a"] = field(default="a-y", metadata={"help": _DELTA})
    at_kink: Literal["left", "middle", "right"] = field(default="left", metadata={"help": _AT_KINK})
    precision: RunPrecision = field(default="float64", metadata={"help": _PRECISION})

    @property
    def folded(self) -> bool:
        """Whether the biases are among the weights."""
        return self.biases in ("folded", "folded-last")

    @property
    def inputs(self) -> slice:
        """Which columns of a matrix of weights, one row a neuron, belong to the layer before."""
        match self.biases:
            case "folded":
                return slice(1, None)
            case "folded-last":
                return slice(0, -1)
            case _:
                return slice(0, None)


GRAPH_CONVENTIONS = ("precision",)
"""The conventions that a graph of numbers has, too."""


def choices() -> dict[str, tuple[str, ...]]:
    """Return the values of each convention, the default first."""
    hints = get_type_hints(Conventions)
    return {field.name: get_args(hints[field.name]) for field in fields(Conventions)}


def departures(conventions: Conventions) -> dict[str, str]:
    """Return the conventions that are not the default ones, with their values."""
    every = {field.name: (getattr(conventions, field.name), field.default) for field in fields(Conventions)}
    return {name: value for name, (value, default) in every.items() if value != default}


CONVENTIONS = DeclaredTable(
    "in the table [conventions]",
    'write [conventions], and below it lines such as backward = "stepwise"',
    {
        field.name: Key(OneOf(choices()[field.name]), field.default, field.metadata["help"])
        for field in fields(Conventions)
    },
)
