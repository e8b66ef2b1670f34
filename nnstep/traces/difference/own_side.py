"""A person's own values as one side of a comparison: each line in its training step, its quantity and its shape."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from nnstep.errors import DataError
from nnstep.expr.array import Array, Shape
from nnstep.expr.walks.shape import shape_text
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import counted, listed, quoted
from nnstep.program.spellings import Spellings
from nnstep.traces.difference.own_file import OwnFile
from nnstep.traces.difference.own_layout import layout_of
from nnstep.traces.difference.own_places import OwnPlaces
from nnstep.traces.difference.own_values import fitted
from nnstep.traces.difference.sides import RunSide, StepOfSide

_MOST_NAMED = 12


class OwnSide:
    """The values of a file that a person's own program wrote, for a run that they are held against."""

    def __init__(self, file: OwnFile, reference: RunSide, name: str) -> None:
        """Find the quantities and training steps that are meant; raise DataError where there is none."""
        self.name = name
        self._file = file
        self._reference = reference
        self._program = reference.program
        spellings = Spellings(self._program)
        meant_ids = [spellings.id_of(target, self._program.shapes) for target in file.targets]
        self._check_targets(meant_ids)
        self._ids = list(dict.fromkeys(id for id in meant_ids if id is not None))
        quantities = np.array([-1 if id is None else self._ids.index(id) for id in meant_ids])[np.array(file.numbers)]
        lines = np.flatnonzero(quantities >= 0)
        places = OwnPlaces(file, self._program, self._ids, lines, quantities[lines], self._expected)
        order = np.argsort(places.steps, kind="stable")
        self._lines, self._quantities, self._steps = lines[order], quantities[lines][order], places.steps[order]
        self._layout = layout_of(self._program, self._written(meant_ids), self._first)
        self.remarks = tuple(
            filter(None, (*places.remarks, *self._layout.remarks, self._unknown(meant_ids), self._cut()))
        )

    @cached_property
    def is_single(self) -> bool:
        """Whether its numbers are of single precision, where those of the other side are not."""
        if not self._file.is_single:
            return False
        values = [each for step in (0, 1) for each in self._expected(step).values()]
        with np.errstate(all="ignore"):
            return any(not np.array_equal(v, v.astype(np.float32), equal_nan=True) for v in values)

    def next_step(self, step: int) -> StepOfSide | None:
        """Return training step `step`, or the first one after it of which there is a value; None where there is none.

        Raise DataError where a value has another shape than its quantity.
        """
        at = int(np.searchsorted(self._steps, step))
        if at == len(self._steps):
            return None
        found = int(self._steps[at])
        end = int(np.searchsorted(self._steps, found, side="right"))
        values: dict[str, Array] = {}
        for entry in range(at, end):
            id = self._ids[self._quantities[entry]]
            values[id] = self._value(int(self._lines[entry]), id, found)
        return StepOfSide(found, values)

    def _expected(self, step: int) -> Mapping[str, Array]:
        """Return what the other side has of a training step."""
        found = self._reference.next_step(step)
        return found.values if found is not None and found.step == step else {}

    def _value(self, line: int, id: str, step: int) -> Array:
        shape = self._program.shapes_in(max(step - 1, 0))[id]
        written = self._file.value(line)
        value = fitted(written, shape, transposed=self._layout.turns(id))
        if value is None:
            raise self._file.wrong(
                line,
                f"{id} is {_size(written.shape)}, but must be {_size(shape)}",
                "write it in this shape, transposed, or as one list of numbers",
            )
        return value

    def _written(self, meant_ids: list[str | None]) -> dict[str, dict[Shape, None]]:
        """Return by quantity in which shapes it is written."""
        every: dict[str, dict[Shape, None]] = {}
        for number, id in enumerate(meant_ids):
            if id is not None:
                every.setdefault(id, {}).update(self._file.shapes[number])
        return every

    def _first(self, id: str) -> tuple[Array, Array] | None:
        """Return the first value of a parameter, or of what a training step is given, and the other side's."""
        if id not in self._program.start and id not in self._reference.given:
            return None
        entry = int(np.flatnonzero(self._quantities == self._ids.index(id))[0])
        expected = self._expected(int(self._steps[entry])).get(id)
        return None if expected is None else (self._file.value(int(self._lines[entry])), expected)

    def _check_targets(self, ids: list[str | None]) -> None:
        if any(id is not None for id in ids):
            return
        raise DataError(
            f"{self._file.path}: {self._program.name} has none of its quantities: {self._listed(ids)}",
            f"its quantities are {listed(self._program.quantities)}",
        )

    def _unknown(self, ids: list[str | None]) -> str:
        if all(id is not None for id in ids):
            return ""
        return f"not compared, since {self._program.name} has no such quantity: {self._listed(ids)}"

    def _listed(self, ids: list[str | None]) -> str:
        unknown = [target for target, id in zip(self._file.targets, ids, strict=True) if id is None]
        shown = []
        for target in unknown[:_MOST_NAMED]:
            hint = meant(target, self._program.quantities)
            shown.append(quoted(target) + (f" ({hint})" if hint else ""))
        return ", ".join(shown) + (f" and {len(unknown) - _MOST_NAMED} more" if len(unknown) > _MOST_NAMED else "")

    def _cut(self) -> str:
        return "its last line is cut off, and not read" if self._file.cut_off else ""


def _size(shape: Shape) -> str:
    match shape:
        case ():
            return "one number"
        case (count,):
            return f"a list of {counted(count, 'number')}"
        case (_, _):
            return shape_text(shape)
        case _:
            return "×".join(map(str, shape))
