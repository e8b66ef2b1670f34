"""Sheets that fit the variant of another student: a file that was handed out wrongly, or numbers that were copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnstep.classroom.class_result import ClassResult, StudentOutcome
from nnstep.classroom.handed_in.entries import checked_text
from nnstep.classroom.many.reporters import OpenExercise
from nnstep.classroom.variants.manifest import VariantBook
from nnstep.errors import NNStepError
from nnstep.grading.baseline.true_run import StepValues, TrueRun
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.sheet_reader import parse_sheet, read_sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.program.program import Program
from nnstep.progress import Tell, tell_nobody

_OWN_SHARE = 0.5
"""A sheet of which this share is right is the student's own."""
_OTHER_SHARE = 0.75
"""The share of right numbers from which a sheet is taken as one of another variant: a mistake may be in it."""
_FEWEST = 4
"""Fewer numbers are the same in two variants by chance."""


class SwappedVariants:
    """Finds whose variant a sheet fits; a key is opened when the first sheet is held against it."""

    def __init__(self, book: VariantBook, opening: OpenExercise, tolerance: Tolerance | None = None) -> None:
        """Prepare; `opening` opens a key by its path."""
        self._book = book
        self._opening = opening
        self._tolerance = tolerance or Tolerance()
        self._values: dict[tuple[str, int], StepValues | None] = {}

    def marked(self, result: ClassResult, tell: Tell = tell_nobody) -> ClassResult:
        """Return the class, with whose variant it is at each sheet that fits another student's."""
        students = []
        for number, each in enumerate(result.students):
            tell("holding sheets against other variants", number / len(result.students))
            students.append(replace(each, variant_of=self._owner(each)))
        return replace(result, students=tuple(students))

    def _owner(self, each: StudentOutcome) -> str:
        """Return the id of the student whose variant a sheet fits; empty where it is its own, or nobody's."""
        entry = each.submission.sheet if each.submission is not None else None
        if entry is None or each.report is None or each.report.is_right:
            return ""
        program = self._program(each.student.id)
        if program is None:
            return ""
        if entry.file is not None:
            sheet = read_sheet(entry.file, program)
        else:
            sheet = parse_sheet(checked_text(entry), entry.shown, program)
        count = sum(len(given.cells) for given in sheet.answers.values())
        if count < _FEWEST or self._right(sheet, each.student.id) >= _OWN_SHARE * count:
            return ""
        right, owner = max((self._right(sheet, key.id), key.id) for key in self._book.keys.values())
        return owner if right >= _OTHER_SHARE * count else ""

    def _right(self, sheet: Sheet, id: str) -> int:
        """Return how many numbers of a sheet are right by a student's key; none where there is no such key."""
        return sum(self._fits(sheet, id))

    def _fits(self, sheet: Sheet, id: str) -> Iterator[bool]:
        for (step, quantity), given in sheet.answers.items():
            values = self._step(id, step)
            if values is not None:
                exact = np.asarray(values.value(quantity))
                yield from (self._tolerance.fits(float(exact[at]), written) for at, written in given.cells.items())

    def _step(self, id: str, step: int) -> StepValues | None:
        if (id, step) not in self._values:
            program = self._program(id)
            self._values[id, step] = None if program is None else TrueRun(program).step(step)
        return self._values[id, step]

    def _program(self, id: str) -> Program | None:
        try:
            return self._opening(str(self._book.scenario_of(id)))
        except NNStepError:  # no key, or one that was changed: who handed in by it was told
            return None
