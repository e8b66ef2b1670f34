"""Which quantity each place of a program is meant to be: as a person says, or as it was found, and kept in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nnstep.errors import CommandError
from nnstep.expr.array import Array
from nnstep.grading.context import GradingContext
from nnstep.own_code.aligning.labels import Label
from nnstep.own_code.program_findings import ProgramFindings, WrongLine
from nnstep.own_code.supposing.causes import ProgramFault
from nnstep.own_code.watched import Arrival, Assigned
from nnstep.problems.did_you_mean import meant
from nnstep.problems.text_file import read
from nnstep.problems.toml_document import document_of
from nnstep.program.program import Program
from nnstep.program.spellings import Spellings
from nnstep.scenario.toml_text import quoted_text

_CLOSENESS = {"float32": 2e-5}
_PASSED_ON = (Arrival.BOUND, Arrival.RETURNED)


def read_map(texts: Iterable[str], files: Iterable[Path], program: Program) -> dict[str, str]:
    """Return by place the quantity that it is meant to be; what is written as ``d_h=delta1`` comes before files.

    Raise CommandError for what is no such text, and for a quantity that there is not; ScenarioError for a file that
    can't be read.
    """
    found: dict[str, str] = {}
    for path in files:
        found |= {place: _known(quantity, program, f"--map-file {path}: ") for place, quantity in _pairs_in(path)}
    for text in texts:
        place, equals, quantity = text.rpartition("=")
        if not (equals and place.strip() and quantity.strip()):
            raise CommandError(f"--map {text}: no name and quantity", "write NAME=QUANTITY, such as d_h=delta1")
        found[place.strip()] = _known(quantity.strip(), program)
    return found


def map_text(findings: ProgramFindings) -> str:
    """Return as TOML which quantity each place was found to be: where a place was several, what it was most often."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for one in findings.watched.assignments:
        label = findings.labels.get(one.index)
        if label is not None and label.is_whole and one.kind not in _PASSED_ON:
            form = label.text.removeprefix(label.id).removeprefix(", ")
            found.setdefault(one.place, Counter())[label.id, form] += 1
    lines = ["# Which quantity each name of the program is.", "[places]"]
    for place, forms in found.items():
        (id, form), _ = forms.most_common(1)[0]
        lines.append(f"{quoted_text(place)} = {{ quantity = {quoted_text(id)}, form = {quoted_text(form)} }}")
    return "\n".join(lines) + "\n"


def held_to(findings: ProgramFindings, context: GradingContext, places: Mapping[str, str]) -> ProgramFindings:
    """Return the findings where places are held against the quantities that they are meant to be.

    What was found of these places does not count. Raise CommandError for a place that the program does not assign.
    """
    if not places:
        return findings
    watched = findings.watched
    names = dict.fromkeys(one.place for one in watched.assignments if one.kind not in _PASSED_ON)
    for place in places:
        if place not in names:
            raise CommandError(f"no line that was run assigns {place}", meant(place, names))
    labels = {i: one for i, one in findings.labels.items() if watched.assignments[i].place not in places}
    following = {i: one for i, one in findings.following.items() if watched.assignments[i].place not in places}
    wrong: list[WrongLine] = []
    for place, id in places.items():
        series = _Series(id, context, findings.steps, place)
        first = None
        for one in _final(watched.assignments, place):
            label = series.next_label(one)
            known = findings.following.get(one.index)
            if label is not None:
                labels[one.index] = label
            elif known is not None and known.id == id:
                following[one.index] = known
                series.step = known.step + 1
            elif first is None and series.step <= findings.steps:
                first = series.wrong(one)
        wrong += [] if first is None else [first]
    told = {(one.assignment.file, one.assignment.line) for one in findings.faults}
    added = [one for one in wrong if (one.assignment.file, one.assignment.line) not in told]
    kept = [
        one
        for one in findings.faults
        if one.assignment.place not in places or one.target == places[one.assignment.place]
    ]
    faults = sorted([*kept, *added], key=lambda one: one.assignment.index)
    return replace(findings, labels=labels, following=following, faults=tuple(faults))


@dataclass(slots=True)
class _Series:
    """The right values of a quantity, training step after training step, as a place should have them."""

    id: str
    context: GradingContext
    steps: int
    place: str
    step: int = 1

    def next_label(self, assigned: Assigned) -> Label | None:
        """Return what a value is if it is right: the quantity at this training step, or as the step before left it."""
        for step in (self.step, self.step - 1):
            right = self._right(step)
            if right is not None and _agree(assigned, right):
                self.step = step + 1
                turned = assigned.value.ndim == 2 and right.ndim == 2 and assigned.value.shape != right.shape
                return Label(max(1, step), 0 if step else -1, self.id, "", "", 1.0, turned)
        return None

    def wrong(self, assigned: Assigned) -> WrongLine:
        """Return what is wrong where a value is not right."""
        right = self._right(self.step)
        cause = ProgramFault(
            "",
            f"it is held against {self.id}, as you asked, and is something else",
            f"What does this line compute, and what is {self.id} by its formula?",
        )
        return WrongLine(assigned, cause, (), self.step, self.id, right)

    def _right(self, step: int) -> Array | None:
        run = self.context.exact
        if step < 1:
            value = run.step(1).before.get(self.id) if self.id in self.context.program.parameters else None
        else:
            value = run.step(step).value(self.id)
        return None if value is None else np.asarray(value, float)


def _agree(assigned: Assigned, right: Array) -> bool:
    """Return whether a value is the right one in any shape, or, where it is less, is all in it."""
    near = _CLOSENESS.get(assigned.dtype, 1e-9) * max(float(np.abs(right).max(initial=0.0)), 1e-300)
    own = assigned.value
    if own.size == right.size:
        forms = (right, right.T) if right.ndim == 2 else (right,)
        return any(bool((np.abs(np.ravel(own) - np.ravel(form)) <= near).all()) for form in forms)
    return own.size < right.size and all(bool((np.abs(right - number) <= near).any()) for number in np.ravel(own))


def _final(assignments: Iterable[Assigned], place: str) -> list[Assigned]:
    """Return what a place was when something else read it: what is on the way there does not count."""
    assignments = tuple(assignments)
    here = [one for one in assignments if one.place == place and one.kind not in _PASSED_ON]
    read = {index for one in assignments if one.place != place for index in one.reads}
    return [one for one in here if one.index in read] or here


def _known(quantity: str, program: Program, where: str = "") -> str:
    id = Spellings(program).id_of(quantity, program.shapes)
    if id is None:
        raise CommandError(f"{where}unknown quantity {quantity}", meant(quantity, program.shapes))
    return id


def _pairs_in(path: Path) -> list[tuple[str, str]]:
    """Return the places and quantities in a file that `map_text` wrote, or a person."""
    table = document_of(read(path), str(path)).get("places")
    if not isinstance(table, dict):
        raise CommandError(f"--map-file {path} has no [places]", 'write [places] and lines such as d_h = "delta1"')
    return [(place, _quantity(path, place, value)) for place, value in table.items()]


def _quantity(path: Path, place: str, value: object) -> str:
    found = value.get("quantity") if isinstance(value, dict) else value
    if not isinstance(found, str):
        raise CommandError(f"--map-file {path}: {place} names no quantity", f'write {place} = "delta1", for example')
    return found
