"""Many sheets of one exercise: one that can't be read or graded, whatever is wrong with it, costs itself only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from nnstep.classroom.many.sheet_report import Reporter, ReportSettings, SheetReport, sheet_name
from nnstep.classroom.many.sheet_workers import Refusal, SheetTask, outcomes_of
from nnstep.errors import NNStepError
from nnstep.fault import Faults
from nnstep.grading.sheet.sheet_reader import STANDARD_INPUT
from nnstep.harmless_text import visible
from nnstep.program.program import Program


@dataclass(slots=True)
class GradedSheets:
    """What became of many sheets, each list in their order."""

    reports: list[SheetReport] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """Of each sheet that is not graded why."""
    faults: Faults = field(default_factory=Faults)
    """The faults of nnstep among them."""


def grade_many(
    paths: Sequence[str],
    program: Program,
    settings: ReportSettings,
    jobs: int = 1,
    opening: Callable[[], Program] | None = None,
) -> GradedSheets:
    """Grade the sheets at `paths`, in this process or in several `jobs`.

    `opening` is what opens the program in another process: it must be a function that can be pickled. Where several
    files have one name, as in a folder for each student, the sheets are called by their paths. A sheet that is alone
    raises its error.
    """
    reporter = Reporter(program, settings)
    if len(paths) == 1:
        return GradedSheets([reporter.report_file(paths[0])])
    tasks = list(_tasks(paths))
    outcomes: dict[int, SheetReport | Refusal] = {}
    if jobs > 1 and opening is not None:
        elsewhere = [task for task in tasks if task.path != STANDARD_INPUT]
        outcomes = outcomes_of(elsewhere, jobs, opening, settings)
    graded = GradedSheets()
    for task in tasks:
        # What no other process could report comes out here as it would without them: a fault with its report.
        outcome = outcomes.get(task.number) or _attempt(reporter, task, graded.faults)
        match outcome:
            case SheetReport():
                graded.reports.append(outcome)
            case Refusal(message):
                graded.failures.append(message)
            case _:
                assert_never(outcome)
    return graded


def _tasks(paths: Sequence[str]) -> list[SheetTask]:
    names = [sheet_name(path) for path in paths]
    times = Counter(names)
    return [
        SheetTask(number, path, "" if times[name] == 1 else visible(path))
        for number, (path, name) in enumerate(zip(paths, names, strict=True))
    ]


def _attempt(reporter: Reporter, task: SheetTask, faults: Faults) -> SheetReport | Refusal:
    """Return the report of a sheet, or why there is none."""
    try:
        return reporter.report_file(task.path, task.name)
    except NNStepError as error:
        return Refusal.of(error)
    except Exception as error:  # a fault that one sheet brings out must not cost the others
        return Refusal(f"{visible(task.path)}: not graded: {faults.take(error, f'checking {task.path}').text}")
