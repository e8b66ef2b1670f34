"""The conventions that differ from text to text: each a key of the table [conventions] with its values and default.

A convention changes which operations a program has. Adding one is adding a field; what it does is the program's.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args, get_type_hints

from nnstep.problems.fields import check_choice
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description
from nnstep.scenario.tables.keys import Keys, check_keys


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a text does in its own way."""

    backward: Literal["delta", "stepwise"] = "delta"
    """One operation a delta, or one for each derivative: dE/da, dE/dz, down to the one by the input."""
    biases: Literal["per-neuron", "shared", "frozen", "folded", "thresholds", "none"] = "per-neuron"
    """One a neuron; one number that all neurons of a layer share; one a neuron that the updates leave alone; the first
    column of the weights, for a constant input 1; thresholds that are subtracted, ``z = W x - theta``; or none."""
    update: Literal["simultaneous", "output-first"] = "simultaneous"
    """All deltas before any update; or, layer by layer from the output, the weights updated before they are used to
    carry the delta back, which is a mistake that some texts make."""
    output_delta: Literal["fused", "unfused"] = "fused"
    """Whether the output delta is written in the short form where error and activation have one."""
    orientation: Literal["column", "row"] = "column"
    """``z = W x + b`` with one row of weights a neuron, or ``z = x W + b`` with one column of weights a neuron."""
    reduction: Literal["mean", "sum"] = "mean"
    """Whether the error and the gradients of a batch are the mean or the sum over its samples."""
    over_outputs: Literal["sum", "mean"] = "sum"
    """Whether the error of a sample is the sum or the mean over its outputs."""
    delta: Literal["a-y", "y-a"] = "a-y"
    """The derivative of the error, with a minus in the update; or its negative, with a plus."""
    at_kink: Literal["left", "middle", "right"] = "left"
    """The derivative at 0 of an activation with a kink there; ReLU's is 0, 1/2 or 1."""


def choices() -> dict[str, tuple[str, ...]]:
    """Return the values of each convention, the default first."""
    hints = get_type_hints(Conventions)
    return {field.name: get_args(hints[field.name]) for field in fields(Conventions)}


def check_conventions(subject: Subject, value: object) -> None:
    """Check the table of the conventions."""
    if not isinstance(value, dict):
        hint = 'write [conventions], and below it lines such as backward = "stepwise"'
        subject.note(f"must be a table, but it is {description(value)}", hint)
        return
    values = choices()
    optional: dict[str, object] = {name: names[0] for name, names in values.items()}
    check_keys(subject, value, Keys("in the table [conventions]", required={}, optional=optional))
    for name, names in values.items():
        if name in value:
            check_choice(subject.key(name), value[name], names)


def departures(conventions: Conventions) -> dict[str, str]:
    """Return the conventions that are not the default ones, with their values."""
    every = {field.name: (getattr(conventions, field.name), field.default) for field in fields(Conventions)}
    return {name: value for name, (value, default) in every.items() if value != default}


def conventions_of(value: object) -> Conventions:
    """Return the conventions that a table states, for checks of other things: a wrong one counts as left out."""
    table = value if isinstance(value, dict) else {}
    return Conventions(**{name: table[name] for name, names in choices().items() if table.get(name) in names})
