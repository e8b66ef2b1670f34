"""Answers by the names of their places, as formats with cells have them: put together to what a sheet states."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nnstep.problems.text_lines import Span
from nnstep.problems.toml_positions import KeyPath, Positions

_STEP = re.compile(r"step\.(\d+)\.(.+)")
_DOTTED = re.compile(r"([A-Za-z_]\w*)((?:\.\d+)+)")


@dataclass(slots=True)
class PlaceTable:
    """Takes what stands at each place: ``z1``, ``W1[0]`` (a row), ``W1.0.2``, ``step.2.E``."""

    answers: dict[str, object] = field(default_factory=dict)
    positions: Positions = field(default_factory=Positions)

    def add(self, name: str, numbers: list[str], span: Span) -> None:
        """Add numbers at a place, which stand at `span` of the text; more of the same place are further rows."""
        name, table = name.strip(), self.answers
        path: KeyPath = ()
        if (match := _STEP.fullmatch(name)) is not None:
            steps = self.answers.setdefault("step", {})
            table = steps.setdefault(match[1], {}) if isinstance(steps, dict) else {}
            name, path = match[2], ("step", match[1])
        if (match := _DOTTED.fullmatch(name)) is not None:
            name = f"{match[1]}[{match[2][1:].replace('.', ',')}]"
        new: object = numbers[0] if len(numbers) == 1 else list(numbers)
        earlier = table.get(name)
        if earlier is None:
            table[name] = new
        else:  # another row of a matrix
            rows = earlier if isinstance(earlier, list) and isinstance(earlier[0], list) else [_row(earlier)]
            rows.append(_row(new))  # in place: a sheet may have very many rows
            table[name] = rows
        self._note((*path, name), span)

    def _note(self, path: KeyPath, span: Span) -> None:
        self.positions.keys[path] = self.positions.values[path] = span


def _row(value: object) -> object:
    return value if isinstance(value, list) else [value]
