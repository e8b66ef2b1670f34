"""Who reports the sheets of which exercise: opened when the first one comes, and closed when another's comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from nnstep.classroom.many.sheet_report import Reporter, ReportSettings, SheetReport, SheetTask
from nnstep.program.program import Program

OpenExercise: TypeAlias = Callable[[str], Program]
"""Opens the exercise that a task names; where other processes call it, it must be a function that can be pickled."""


class Reporters:
    """Reports sheets of any exercises; those of one should follow one another, since only one grader is kept."""

    def __init__(
        self, opening: OpenExercise, settings: ReportSettings, opened: Mapping[str, Program] | None = None
    ) -> None:
        """Prepare; `opened` are exercises that are open already, by the names that tasks have for them."""
        self._opening = opening
        self._opened = opened or {}
        self._settings = settings
        self._present: tuple[str, Reporter] | None = None

    def report(self, task: SheetTask) -> SheetReport:
        """Return the report of a sheet; raise SheetError with everything that is wrong with it."""
        if self._present is None or self._present[0] != task.exercise:
            program = self._opened.get(task.exercise) or self._opening(task.exercise)
            self._present = task.exercise, Reporter(program, self._settings)
        return self._present[1].report_task(task)
