"""The conventions that differ from text to text: each a key of the table [conventions] with its values and default.

A convention changes which operations a program has. Adding one is adding a field; what it does is the program's.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, get_args, get_type_hints

from nnstep.scenario.fields import check_choice
from nnstep.scenario.keys import Keys, check_keys
from nnstep.scenario.wording import description

if TYPE_CHECKING:
    from nnstep.scenario.findings import Subject


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a text does in its own way."""

    backward: Literal["delta", "stepwise"] = "delta"
    """One operation a delta, or one for each derivative: dE/da, dE/dz, down to the one by the input."""
    biases: Literal["trained", "frozen"] = "trained"
    """Whether the updates change the biases."""
    update: Literal["simultaneous", "output-first"] = "simultaneous"
    """All deltas before any update; or, layer by layer from the output, the weights updated before they are used to
    carry the delta back, which is a mistake that some texts make."""
    output_delta: Literal["fused", "unfused"] = "fused"
    """Whether the output delta is written in the short form where error and activation have one."""


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
