"""Looks at the names of a running function: which quantity each holds, told by the name, or else by the value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from nnstep.grading.context import GradingContext
from nnstep.own_code.aligning.faces import Face
from nnstep.own_code.aligning.labels import Label, labels_of
from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.checking.checked_names import CheckedName, CheckedNames
from nnstep.own_code.checking.own_arrays import numbers_of
from nnstep.own_code.supposing.code_case import CodeCase
from nnstep.own_code.watched import Arrival, Assigned
from nnstep.program.spellings import Spellings

Problem = Callable[[str, Any], str]
"""What is wrong with a value as a quantity, by its id; empty where nothing is."""
_STEPS = 3
"""So many training steps are looked at where none is named."""
_MOST_ELEMENTS = 200_000
_NEAR = 1e-6
_SINGLE = 1e-4


class OwnNames:
    """Tells what the names of a function, and of its module, hold."""

    def __init__(self, context: GradingContext, problem: Problem, step: int | None) -> None:
        """Prepare; `step` is the training step that the code is at, if that is known."""
        self._context = context
        self._problem = problem
        self._step = step
        steps = min(max(_STEPS, step or 1), context.program.schedule.steps)
        self._steps = steps
        self._spellings = Spellings(context.program)
        self._order = {
            id: at for at, id in enumerate([*context.program.start, *(op.target for op in context.program.ops)])
        }

    def checked(self, frame: FrameType) -> CheckedNames:
        """Look at the names of a frame, the local ones first."""
        values = dict(places_in(frame))
        arrays = {place: array for place, value in values.items() if (array := _array(value)) is not None}
        assignments = [_assigned(at, place, values[place], array) for at, (place, array) in enumerate(arrays.items())]
        case = CodeCase(self._context, assignments, self._steps)
        matches = case.truth.matches
        by_place: dict[str, list[Match]] = {}
        for several in matches.values():
            for one in several[0].seen.assignments if several else ():
                by_place.setdefault(one.place, []).extend(several)
        labels = {assignments[index].place: label for index, label in labels_of(matches, assignments).items()}
        found = [
            self._name(place, value, by_place.get(place, ()), labels.get(place)) for place, value in values.items()
        ]
        wanted = [name for name in found if name is not None]
        wrong = sorted(
            (one for one in wanted if one.state == "wrong"), key=lambda one: self._order.get(one.quantity, -1)
        )
        rest = [one for one in wanted if one.state != "wrong"]
        return CheckedNames(self._context.program.name, (*wrong, *rest))

    def _name(self, place: str, value: Any, matches: Sequence[Match], label: Label | None) -> CheckedName | None:
        """Return what one value is; None of what has no numbers and no quantity's name."""
        name = _last_name(place)
        element = self._spellings.element_of(name) if _array(value) is not None and np.size(value) == 1 else None
        id = self._spellings.id_of(name, self._context.program.shapes)
        if id is None and element is not None:
            return self._element(place, value, *element)
        if id is None:
            return self._by_value(place, value, label)
        if callable(value) and not hasattr(value, "__array__"):
            return None  # a function may well have the name of what it computes
        return self._by_name(place, id, value, matches, label)

    def _by_value(self, place: str, value: Any, label: Label | None) -> CheckedName | None:
        if label is not None:
            return CheckedName(place, "right", label.id, _said(label))
        return None if _array(value) is None or isinstance(value, int) else CheckedName(place, "unknown", "", "")

    def _by_name(self, place: str, id: str, value: Any, matches: Sequence[Match], label: Label | None) -> CheckedName:
        for match in matches:
            face = match.face
            fitting = face.id == id and not face.part and not face.way and match.factor == 1.0
            if fitting and match.arrangement != "reordered" and self._is_now(face):
                return CheckedName(
                    place, "right", id, _when(id, face.step, face.number, turned=self._is_turned(id, value))
                )
        problem = self._problem(id, value)
        if not problem:
            return CheckedName(place, "right", id, _when(id, self._step or 1, 0, turned=False))
        first, *more = problem.splitlines()
        instead = f"; its value is {_said(label)}" if label is not None and label.is_whole else ""
        return CheckedName(place, "wrong", id, "\n".join((f"not {id}: {first}{instead}", *more)))

    def _is_now(self, face: Face) -> bool:
        """Return whether a value stands in the training step that the code is at: what it starts from does too."""
        carried = face.id in self._context.program.parameters and face.number >= 0
        return self._step in (None, face.step, *([face.step + 1] if carried else []))

    def _is_turned(self, id: str, value: Any) -> bool:
        shape = self._context.program.shapes[id]
        array = np.asarray(value)
        return array.ndim == 2 and len(shape) == 2 and min(shape) > 1 and array.shape == shape[::-1] != shape

    def _element(self, place: str, value: Any, id: str, index: tuple[int, ...]) -> CheckedName:
        number = float(np.asarray(numbers_of(value)[0]).ravel()[0])
        written = f"{id}[{', '.join(map(str, index))}]"
        held = list(self._values(id))
        for step, whole in held:
            near = _SINGLE if "32" in str(getattr(value, "dtype", "")) else _NEAR
            if np.isclose(number, whole[index], rtol=near, atol=1e-12):
                return CheckedName(place, "right", id, _when(written, max(step, 1), 0 if step else -1, turned=False))
        right = held[0][1][index] if held else float("nan")
        return CheckedName(place, "wrong", id, f"not {written}: it is {number:.10g}, {written} is {right:.10g}")

    def _values(self, id: str) -> Iterator[tuple[int, np.ndarray]]:
        """Yield the values of a quantity: what training starts from, and after each step."""
        start = self._context.program.start.get(id)
        if start is not None and self._step is None:
            yield 0, np.asarray(start)
        for step in (self._step,) if self._step else range(1, self._steps + 1):
            yield step, np.asarray(self._context.exact.step(step).value(id))


def places_in(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """Yield the names of a function and of its module, and what is inside their dictionaries and own objects."""
    local = dict(frame.f_locals)
    tables = [local] if frame.f_locals is frame.f_globals else [local, _without(frame.f_globals, local)]
    module = frame.f_globals.get("__name__")
    for table in tables:
        for name, value in table.items():
            if name.startswith("_") or isinstance(value, type | ModuleType):
                continue
            yield name, value
            if isinstance(value, dict):
                yield from ((f"{name}[{key!r}]", inner) for key, inner in value.items() if isinstance(key, str))
            elif type(value).__module__ == module and hasattr(value, "__dict__"):
                yield from ((f"{name}.{key}", inner) for key, inner in vars(value).items() if not key.startswith("_"))


def _without(names: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in names.items() if name not in others}


def _last_name(place: str) -> str:
    """Return the name in a place that may say what it is: W1 of ``self.W1`` and of ``params['W1']``."""
    return place.removesuffix("']").rpartition("['")[2].rpartition(".")[2]


def _array(value: Any) -> np.ndarray | None:
    if isinstance(value, str | bytes | dict | set) or (callable(value) and not hasattr(value, "__array__")):
        return None
    array, _ = numbers_of(value)
    return array if array is not None and 0 < array.size <= _MOST_ELEMENTS else None


def _assigned(index: int, place: str, value: Any, array: np.ndarray) -> Assigned:
    kind = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
    dtype = str(getattr(value, "dtype", "float64")).removeprefix("torch.")
    return Assigned(index, Path(), index, place, "", 0, Arrival.ASSIGNED, array, kind, dtype)


def _said(label: Label) -> str:
    form = label.text if label.id != label.text or label.part else label.id
    return _when(form, label.step, label.number, turned=False)


def _when(form: str, step: int, number: int, *, turned: bool) -> str:
    """Return a quantity with its training step, where that is not the first."""
    at = "" if number < 0 and step == 1 else f" of training step {step}" if step > 1 else ""
    return f"{form}{', transposed' if turned else ''}{at}"
