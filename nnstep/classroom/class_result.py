"""What became of a whole class: each student with what was handed in, and its report or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.classroom.handed_in.entries import HandedEntry, checked_text
from nnstep.classroom.handed_in.submissions import Submission
from nnstep.classroom.many.many_sheets import grade_many
from nnstep.classroom.many.reporters import OpenExercise
from nnstep.classroom.many.sheet_report import ReportSettings, SheetReport, SheetTask
from nnstep.classroom.many.sheet_workers import Refusal
from nnstep.classroom.roster.pairing import HandIn, Paired
from nnstep.classroom.roster.roster import Student
from nnstep.errors import NNStepError, SheetError
from nnstep.fault import Faults
from nnstep.harmless_text import visible
from nnstep.program.program import Program
from nnstep.progress import Tell, tell_nobody

ExerciseOf: TypeAlias = Callable[[str], str]
"""Takes a student's id; returns the name or the path of the scenario that this student was given."""


@dataclass(frozen=True, slots=True)
class StudentOutcome:
    """One student, and what became of the sheet."""

    student: Student
    submission: Submission | None
    """None where nothing was handed in."""
    outcome: SheetReport | Refusal | None
    """None where nothing was handed in."""
    doubt: str = ""
    """Why nobody of the roster is meant, where there is one and that is so."""
    variant_of: str = ""
    """Whose variant the numbers fit, where it is another student's."""

    @property
    def report(self) -> SheetReport | None:
        """The report, where the sheet is graded."""
        return self.outcome if isinstance(self.outcome, SheetReport) else None

    @property
    def refusal(self) -> str:
        """Why the sheet is not graded; empty where it is, or there is none."""
        return self.outcome.message if isinstance(self.outcome, Refusal) else ""

    @property
    def file(self) -> str:
        """The sheet's file, or what was handed in instead."""
        if self.submission is None:
            return ""
        return (self.submission.sheet or self.submission.files[-1].entry).shown

    @property
    def status(self) -> str:
        """What a table of grades says of it: ``graded``, ``no sheet``, ``not graded: ...``, and what else to know."""
        if self.submission is None:
            return "no sheet"
        late = "late" if self.submission.is_late else ""
        said = f"not graded: {self.refusal.splitlines()[0]}" if self.refusal else "graded"
        remark = "" if self.submission.sheet is None else self.submission.remark
        return "; ".join(filter(None, [said, late, self.doubt, self.swap, remark]))

    @property
    def swap(self) -> str:
        """That the numbers fit another student's variant; empty where they do not."""
        return f"the numbers fit the variant of {visible(self.variant_of)}" if self.variant_of else ""


@dataclass(frozen=True, slots=True)
class ClassResult:
    """A class."""

    students: tuple[StudentOutcome, ...]
    """Those of the roster in its order; then who is not in it."""
    faults: Faults

    @property
    def reports(self) -> list[SheetReport]:
        """The reports of all graded sheets."""
        return [each.report for each in self.students if each.report is not None]

    @property
    def refused(self) -> list[StudentOutcome]:
        """The students whose sheets are not graded."""
        return [each for each in self.students if each.refusal]

    @property
    def missing(self) -> list[StudentOutcome]:
        """The students who handed in nothing."""
        return [each for each in self.students if each.submission is None]

    @property
    def swapped(self) -> list[StudentOutcome]:
        """The students whose sheets fit the variant of another one."""
        return [each for each in self.students if each.variant_of]

    @property
    def strangers(self) -> list[StudentOutcome]:
        """What was handed in by nobody of the roster."""
        return [each for each in self.students if each.doubt]


def grade_class(
    paired: Paired,
    exercise_of: ExerciseOf,
    opening: OpenExercise,
    settings: ReportSettings,
    jobs: int = 1,
    tell: Tell = tell_nobody,
    opened: Mapping[str, Program] | None = None,
) -> ClassResult:
    """Grade what a class handed in, each sheet by its student's own exercise.

    `opened` are exercises that are open in this process already.
    """
    refused: dict[int, Refusal] = {}
    tasks = []
    for number, handed_in in enumerate(paired.handed_in):
        try:
            tasks.append(_task(number, handed_in, exercise_of))
        except NNStepError as error:  # there is no sheet, or no exercise of this student's
            refused[number] = Refusal.of(error)
    graded = grade_many(tasks, opening, settings, jobs, tell, opened)
    outcomes = refused | {task.number: each for task, each in zip(tasks, graded.outcomes, strict=True)}
    students = [
        StudentOutcome(each.student, each.submission, outcomes[number], each.doubt)
        for number, each in enumerate(paired.handed_in)
    ]
    known = {each.student.id: each for each in students if not each.doubt}
    known |= {student.id: StudentOutcome(student, None, None) for student in paired.missing}
    ordered = [known.pop(student.id) for student in paired.students if student.id in known]
    return ClassResult((*ordered, *known.values(), *(each for each in students if each.doubt)), graded.faults)


def _task(number: int, handed_in: HandIn, exercise_of: ExerciseOf) -> SheetTask:
    """Return the task of grading what somebody handed in; raise SheetError where there is no sheet."""
    entry = handed_in.submission.sheet
    if entry is None:
        raise SheetError(handed_in.submission.remark)
    student = handed_in.student
    return SheetTask(number, _path(entry), student.label, exercise_of(student.id), _text(entry))


def _path(entry: HandedEntry) -> str:
    return entry.shown if entry.file is None else str(entry.file)


def _text(entry: HandedEntry) -> str | None:
    return checked_text(entry) if entry.file is None else None
