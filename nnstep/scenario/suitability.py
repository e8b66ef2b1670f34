"""Whether an error function has a meaning for the outputs and targets of a network: no logarithm of a negative number.

Knows the error functions by their names only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.scenario.numbers import is_number
from nnstep.scenario.wording import description, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nnstep.scenario.findings import Subject

_OUTPUTS = {"cross-entropy": ("softmax", "sigmoid"), "binary-cross-entropy": ("sigmoid",)}
"""The activations whose values are probabilities, by the error function that takes logarithms of them."""


def check_output(subject: Subject, activation: str | None, error: str) -> None:
    """Note it where the last layer's `activation` can give values whose logarithm the error can't take."""
    suitable = _OUTPUTS.get(error, ())
    if activation is None or not suitable or activation in suitable:
        return
    reason = f"{error} takes logarithms, so outputs must lie between 0 and 1"
    names = listed(map(quoted, suitable), "or")
    subject.note(
        f"is {quoted(activation)}, but {reason}", f"write activation = {names} in the last layer, or another error"
    )


def check_target_range(subject: Subject, value: object, error: str) -> None:
    """Note the first number of the target that is no probability, where the error function needs probabilities."""
    if error not in _OUTPUTS or not isinstance(value, list):
        return
    for place, number in _numbers(subject, value):
        if is_number(number) and not 0 <= number <= 1:
            place.note(
                f"is {description(number)}, but for {error} every target must be from 0 to 1",
                'for other targets write error = "half-squared"',
            )
            return


def _numbers(subject: Subject, values: list[object]) -> Iterator[tuple[Subject, object]]:
    for index, value in enumerate(values):
        if isinstance(value, list):
            row = subject.row(index)
            yield from ((row.entry(column), entry) for column, entry in enumerate(value))
        else:
            yield subject.entry(index), value
