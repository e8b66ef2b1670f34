"""An answer sheet compared with a run: a mark for each operation, your value and the right one, the next difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from nnstep.debugger.breakpoints import Breakpoint
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.grading.grader import Grader
from nnstep.grading.reports.number_report import verdict_lines
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.scenario_answers import scenario_sheet
from nnstep.grading.sheet.sheet_reader import find_sheet, read_sheet
from nnstep.grading.verdict import Kind, Verdict
from nnstep.program.program import Program
from nnstep.progress import Tell, tell_nobody

MARKS: dict[Kind, str] = {
    **dict.fromkeys(("mistake", "wrong", "shape"), "✗"),
    "ambiguous": "?",
    "carried": "→",
    **dict.fromkeys(("rounded", "single"), "≈"),
    "correct": "=",
    "missing": " ",
}
"""The marks beside an operation, the worst first: it gets the worst one of its elements."""


def overlay_of(name: str, program: Program, tell: Tell = tell_nobody) -> Overlay:
    """Return the overlay of a sheet's file, or of the scenario's own answers; raise CommandError or SheetError.

    `tell` gets how far its check is.
    """
    if name != "answers":
        file = find_sheet(name)
        return Overlay(program, read_sheet(file, program), file, tell)
    own = scenario_sheet(program)
    if own is None:
        raise CommandError(f"{program.name} has no [answers]", "name the file of a sheet")
    return Overlay(program, own, tell=tell)


class Overlay:
    """One graded sheet, by where its numbers belong in the run."""

    def __init__(self, program: Program, sheet: Sheet, file: Path | None = None, tell: Tell = tell_nobody) -> None:
        self._program = program
        self.file = file
        """Where the sheet was read from; None for the scenario's own answers."""
        self.name = sheet.name
        self.verdicts = Grader(program, tell=tell).grade(sheet).verdicts
        self._by_place: defaultdict[tuple[int, str], list[Verdict]] = defaultdict(list)
        for verdict in self.verdicts:
            self._by_place[verdict.step, verdict.id].append(verdict)
        self._last = {op.target: number for number, op in enumerate(program.ops)}

    def marks(self, step: int) -> Mapping[str, str]:
        """Return the marks of training step `step`, from 0, by id."""
        found = {}
        for (number, id), verdicts in self._by_place.items():
            if number == step + 1:
                kinds = {verdict.kind for verdict in verdicts}
                found[id] = next(mark for kind, mark in MARKS.items() if kind in kinds)
        return found

    @property
    def differences(self) -> tuple[int, ...]:
        """The positions after the operations with a wrong answer, in the order of the run."""
        wrong = {(v.step, v.id) for v in self.verdicts if not v.is_right and v.kind != "missing"}
        length = len(self._program.ops)
        # A given quantity belongs to the start of its training step.
        return tuple(sorted((step - 1) * length + self._last.get(id, 0) + 1 for step, id in wrong))

    def lines(self, frame: Frame, element: tuple[int, ...]) -> list[str]:
        """Return the verdict on an element of the last operation; nothing where the sheet does not have it."""
        if frame.op is None:
            return []
        verdicts = self._by_place.get((frame.step + 1, frame.op.target), [])
        return [
            line
            for verdict in verdicts
            if verdict.index in (element, None) and verdict.kind != "missing"
            for line in verdict_lines(verdict, most=3)
        ]

    def breakpoints(self) -> Iterator[Breakpoint]:
        """Yield a breakpoint for each operation with a wrong answer."""
        length = len(self._program.ops)
        by_op: defaultdict[int, list[int]] = defaultdict(list)
        for position in self.differences:
            step, op = divmod(position - 1, length)
            by_op[op].append(step)
        for op, steps in by_op.items():
            condition = " or ".join(f"_step == {step}" for step in steps)
            target = self._program.ops[op].target
            yield Breakpoint(f"difference at {target}", frozenset({op}), condition)
