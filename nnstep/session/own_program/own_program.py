"""A person's program beside the run: which lines work on the operation at a position, and where a line leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.expr.tree import names
from nnstep.own_code.aligning.labels import Label
from nnstep.own_code.program_findings import ProgramFindings, WrongLine
from nnstep.own_code.watched import Arrival, Assigned
from nnstep.problems.message_text import counted, listed

SourcePlace: TypeAlias = "tuple[Path, int]"
"""A file, and the number of a line in it, from 1."""


class LineStanding(StrEnum):
    """Whether what a line had is what it should be; the worst is the last."""

    RIGHT = "right"
    FOLLOWS = "follows"  # from what goes wrong before
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, eq=False)
class LineWork:
    """One value that a line of the program had, and which operation it belongs to."""

    assignment: Assigned
    standing: LineStanding
    step: int
    """The training step, from 0."""
    op: int | None
    """The operation's number in it, from 0; -1 for what it starts from, None where that is not known."""
    label: Label | None
    """Which quantity it is, and in which form; None where it is none."""
    fault: WrongLine | None = None
    """What is wrong with it."""

    @property
    def place(self) -> SourcePlace:
        """The line."""
        return self.assignment.file, self.assignment.line

    @property
    def computes(self) -> bool:
        """Whether the line computed the value, and not only took it as a parameter of a function."""
        return self.assignment.kind is not Arrival.BOUND


class OwnProgram:
    """One run of a person's program, held against the exercise."""

    def __init__(self, findings: ProgramFindings, output: str = "") -> None:
        """Prepare; `output` is what the program printed, where that was captured."""
        self.findings = findings
        self.output = output
        self.files = tuple(dict.fromkeys((findings.watched.script, *findings.watched.sources)))
        """The files of the program, the script first."""
        self._ops = len(findings.program.ops)
        self._by_place: dict[tuple[int, int], list[LineWork]] = {}
        self._by_line: dict[SourcePlace, list[LineWork]] = {}
        for work in _works(findings):
            self._by_line.setdefault(work.place, []).append(work)
            if work.op is not None:
                self._by_place.setdefault((work.step, work.op), []).append(work)

    @property
    def name(self) -> str:
        """The script's name."""
        return self.findings.watched.script.name

    @property
    def watched_to(self) -> int:
        """The last position of the training steps that were looked at."""
        return self.findings.steps * self._ops

    @property
    def first_wrong(self) -> SourcePlace | None:
        """The first line that goes wrong, if one does."""
        faults = self.findings.faults
        return (faults[0].assignment.file, faults[0].assignment.line) if faults else None

    @property
    def first_wrong_position(self) -> int:
        """The position at which the first line that goes wrong is shown; the start where none is."""
        wrong = (work for works in self._by_line.values() for work in works if work.fault in self.findings.faults[:1])
        return min((at for work in wrong if (at := self._position_of(work)) is not None), default=0)

    def works_at(self, position: int) -> list[LineWork]:
        """Return what lines had of the operation that was done last at a position, in the order of time."""
        step, op = divmod(position - 1, self._ops)
        return self._by_place.get((step, op) if position else (0, -1), [])

    def works_beside(self, frame: Frame) -> list[LineWork]:
        """Return what lines had of the present operation, or else of an earlier one that gave the very same value.

        A program has no second value where an activation is the identity, say.
        """
        works = self.works_at(frame.position)
        value = None if works or frame.op is None else frame.result
        if value is None:
            return works
        start = frame.position - frame.done
        for done in range(frame.done - 1, 0, -1):
            earlier = frame.values.get(frame.program.ops[done - 1].target)
            if earlier is not None and np.array_equal(earlier, value) and (found := self.works_at(start + done)):
                return [work for work in found if work.label is None or not work.label.way]
        return []

    def works_within(self, frame: Frame) -> list[LineWork]:
        """Return what lines had of the next operation that reads the present one's value, if that has no name itself.

        A line such as ``h = tanh(W @ x + b)`` computes two operations.
        """
        op = frame.op
        if op is None:
            return []
        start = frame.position - frame.done
        for number, later in enumerate(frame.program.ops[frame.done :], frame.done + 1):
            if op.target in names(later.expression) and (found := self.works_at(start + number)):
                return found
        return []

    def works_of(self, place: SourcePlace, step: int | None = None) -> Sequence[LineWork]:
        """Return what a line had, in one training step if it had anything there, else in all of them."""
        works = self._by_line.get(place, [])
        return [work for work in works if work.step == step] or works

    def lines_of(self, file: Path) -> Iterator[int]:
        """Yield the lines of a file of which something is known."""
        return (line for known, line in self._by_line if known == file)

    def leading_to(self, place: SourcePlace, position: int) -> int:
        """Return the position after the operation that a line computes: the nearest one ahead, else the first.

        Raise CommandError for a line that computes none.
        """
        found = sorted({at for work in self._by_line.get(place, ()) if (at := self._position_of(work)) is not None})
        if not found:
            raise CommandError(f"line {place[1]} computes no operation of this exercise", self._instead(place[0]))
        return next((at for at in found if at > position), found[0])

    def operations_of(self, place: SourcePlace) -> frozenset[int]:
        """Return the operations that a line computes, from 0; raise CommandError where there are none."""
        works = [work for work in self._by_line.get(place, ()) if work.computes]
        found = frozenset(work.op for work in works if work.op is not None and work.op >= 0)
        if not found:
            raise CommandError(f"line {place[1]} computes no operation of this exercise", self._instead(place[0]))
        return found

    def place_named(self, text: str) -> SourcePlace | None:
        """Return the line that ``my_net.py:27`` names; None where that is no name of a line of the program.

        Raise CommandError where the file has no such line.
        """
        name, colon, number = text.strip().rpartition(":")
        if not colon or not number.isdecimal():
            return None
        file = next((file for file in self.files if name in (file.name, str(file))), None)
        if file is None:
            return None
        most = len(source_lines(self.findings.watched.sources.get(file, "")))
        if len(number) > 9 or not 1 <= int(number) <= most:
            raise CommandError(f"{name} has no line {number}", f"it has {counted(most, 'line')}")
        return file, int(number)

    def _instead(self, file: Path) -> str:
        lines = sorted({line for known, line in self._by_line if known == file and self._ops_of((known, line))})
        return f"lines that do are {listed(list(map(str, lines[:8])))}" if lines else ""

    def _ops_of(self, place: SourcePlace) -> list[int]:
        return [work.op for work in self._by_line[place] if work.op is not None and work.op >= 0 and work.computes]

    def _position_of(self, work: LineWork) -> int | None:
        return None if work.op is None else work.step * self._ops + work.op + 1


def chief_of(works: Sequence[LineWork]) -> LineWork | None:
    """Return which of the works on one operation is shown first: the one that is wrong, or that names the result."""
    computed = [work for work in works if work.computes]
    named = [work for work in computed if work.assignment.kind is not Arrival.RETURNED]
    whole = [work for work in named if work.label is not None and work.label.is_whole]
    wrong = [work for work in computed if work.standing is LineStanding.WRONG]
    return next(iter(wrong or whole or [*reversed(named or computed)] or works), None)


def parts_of(works: Sequence[LineWork], chief: LineWork) -> list[LineWork]:
    """Return what of the works hold parts of the quantity, each part once; `chief` is among them."""
    if chief.label is None or not chief.label.part or chief.label.way:
        return [chief]
    found: dict[str, LineWork] = {}
    for work in works:
        named = work.computes and work.assignment.kind is not Arrival.RETURNED
        if named and work.label is not None and work.label.part and not work.label.way:
            found.setdefault(work.label.part, work)
    return [*{**found, chief.label.part: chief}.values()]


def standing_of(works: Sequence[LineWork]) -> LineStanding:
    """Return the worst standing among works."""
    order = list(LineStanding)
    return max((work.standing for work in works), key=order.index)


def source_lines(source: str) -> list[str]:
    """Return the lines of a Python file, as Python counts them."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _works(findings: ProgramFindings) -> Iterator[LineWork]:
    """Yield all that is known of the values that a program had, in the order of time."""
    faults = {fault.assignment.index: fault for fault in findings.faults}
    wrong_lines = {(one.assignment.file, one.assignment.line): one for one in reversed(findings.faults)}
    numbers = _numbers(findings)
    for assignment in findings.watched.assignments:
        fault = faults.get(assignment.index)
        right, following = findings.labels.get(assignment.index), findings.following.get(assignment.index)
        if fault is not None:
            known = right or following
            op = numbers.get(fault.target, None if known is None else _op_of(known, findings, numbers))
            yield LineWork(assignment, LineStanding.WRONG, fault.step - 1, op, None if fault.target else known, fault)
        elif right is not None:
            yield LineWork(assignment, LineStanding.RIGHT, right.step - 1, _op_of(right, findings, numbers), right)
        elif following is not None:
            again = wrong_lines.get((assignment.file, assignment.line))
            standing = LineStanding.FOLLOWS if again is None else LineStanding.WRONG
            yield LineWork(
                assignment, standing, following.step - 1, _op_of(following, findings, numbers), following, again
            )


def _op_of(label: Label, findings: ProgramFindings, numbers: Mapping[str, int]) -> int:
    """Return the operation of a label in the exercise: a supposed run may have them in another order."""
    ops = findings.program.ops
    if label.number < 0 or (label.number < len(ops) and ops[label.number].target == label.id):
        return label.number
    return numbers.get(label.id, label.number)


def _numbers(findings: ProgramFindings) -> Mapping[str, int]:
    """Return by quantity the operation that gives it."""
    return {op.target: number for number, op in reversed(list(enumerate(findings.program.ops)))}
