"""Many sheets: one that can't be read or graded, whatever is wrong with it, costs itself only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nnstep.classroom.many.reporters import OpenExercise, Reporters
from nnstep.classroom.many.sheet_report import ReportSettings, SheetReport, SheetTask, sheet_name
from nnstep.classroom.many.sheet_workers import Refusal, outcomes_of
from nnstep.errors import NNStepError
from nnstep.fault import Faults
from nnstep.grading.sheet.sheet_reader import STANDARD_INPUT
from nnstep.harmless_text import visible
from nnstep.program.program import Program
from nnstep.progress import Tell, tell_nobody


@dataclass(slots=True)
class GradedSheets:
    """What became of many sheets, in their order."""

    outcomes: list[SheetReport | Refusal] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    """The faults of nnstep among the failures."""

    @property
    def reports(self) -> list[SheetReport]:
        """The reports of those that are graded."""
        return [outcome for outcome in self.outcomes if isinstance(outcome, SheetReport)]

    @property
    def failures(self) -> list[str]:
        """Of each sheet that is not graded why."""
        return [outcome.message for outcome in self.outcomes if isinstance(outcome, Refusal)]


def grade_many(
    tasks: Sequence[SheetTask],
    opening: OpenExercise,
    settings: ReportSettings,
    jobs: int = 1,
    tell: Tell = tell_nobody,
    opened: Mapping[str, Program] | None = None,
) -> GradedSheets:
    """Grade the sheets of the tasks, in this process or in several `jobs`.

    `opened` are exercises that are open in this process already.
    """
    reporters = Reporters(opening, settings, opened)
    outcomes: dict[int, SheetReport | Refusal] = {}
    if jobs > 1:
        elsewhere = [task for task in tasks if task.path != STANDARD_INPUT]
        outcomes = outcomes_of(elsewhere, jobs, opening, settings, tell)
    graded = GradedSheets()
    for done, task in enumerate(tasks):
        # What no other process could report comes out here as it would without them: a fault with its report.
        if task.number not in outcomes:
            tell("grading the sheets", done / len(tasks))
        graded.outcomes.append(outcomes.get(task.number) or _attempt(reporters, task, graded.faults))
    return graded


def file_tasks(paths: Sequence[str], exercise: str) -> list[SheetTask]:
    """Return the tasks of grading the files at `paths`.

    Where several files have one name, as in a folder for each student, the sheets are called by their paths.
    """
    names = [sheet_name(path) for path in paths]
    times = Counter(names)
    return [
        SheetTask(number, path, "" if times[name] == 1 else visible(path), exercise)
        for number, (path, name) in enumerate(zip(paths, names, strict=True))
    ]


def _attempt(reporters: Reporters, task: SheetTask, faults: Faults) -> SheetReport | Refusal:
    """Return the report of a sheet, or why there is none."""
    try:
        return reporters.report(task)
    except NNStepError as error:
        return Refusal.of(error)
    except Exception as error:  # a fault that one sheet brings out must not cost the others
        return Refusal(f"{visible(task.path)}: not graded: {faults.take(error, f'checking {task.path}').text}")
