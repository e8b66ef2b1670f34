"""nnstep for Python programs: load a scenario, run it, record it, read a trace, check a sheet, find its conventions.

A scenario is a file, the name of a bundled exercise, or what `load` returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.breakpoints import Breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.errors import CommandError, NNStepError
from nnstep.explain.python_view.run_operation import RunOperation
from nnstep.explain.python_view.run_operations import run_operations
from nnstep.exports.python_export import export
from nnstep.grading.conventions.outcomes import outcomes
from nnstep.grading.conventions.tried import Outcome
from nnstep.grading.grader import Grader
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.scenario_answers import own_sheet
from nnstep.grading.sheet.sheet_reader import find_sheet, program_for, read_sheet, sheet_of
from nnstep.grading.sheet.values.python_values import stated
from nnstep.grading.tolerance import Tolerance
from nnstep.notebook.run_picture import RunPicture
from nnstep.program.compile import compile_program, extended
from nnstep.program.positions import parse_position
from nnstep.program.program import Program
from nnstep.scenario.model import Scenario
from nnstep.session.opening import OpenedRun, open_program, open_run, with_mentioned
from nnstep.traces.loading.trace import Trace
from nnstep.traces.selection import Selection, listed_ids
from nnstep.traces.writing.trace_writer import TraceWriter

if TYPE_CHECKING:
    from nnstep.classroom.variants.handed_out import HandedOut
    from nnstep.drawing.svg.picture_theme import PictureTheme
    from nnstep.grading.reports.json_report import CheckedSheet
    from nnstep.notebook.run_figure import Shown
    from nnstep.watching.training_watch import TrainingWatch

__all__ = [
    "AnyScenario",
    "AnySheet",
    "RunOperation",
    "RunPicture",
    "Trace",
    "check",
    "export",
    "facts",
    "load",
    "open_trace",
    "record",
    "run",
    "show",
    "variants",
    "watch",
    "which",
]

AnyScenario: TypeAlias = "Scenario | str | Path"
AnySheet: TypeAlias = "str | Path | Mapping[str, Any]"


def load(path_or_name: str | Path) -> Scenario:
    """Load a scenario file, or a bundled exercise by its name.

    Raise `nnstep.errors.ScenarioError` with every problem of the file.

    >>> import nnstep
    >>> nnstep.load("zheng-exercise-1").learning_rate
    0.1
    """
    return open_program(path_or_name).scenario


def run(scenario: AnyScenario, *, epochs: int | None = None) -> Iterator[RunOperation]:
    """Run a scenario and yield each operation with its value, in order.

    `epochs` replaces the scenario's own number. Raise `nnstep.errors.NNStepError` before the first operation if the
    scenario can't be run.

    >>> import nnstep
    >>> error = next(op for op in nnstep.run("zheng-exercise-1") if op.target == "E")
    >>> error.numpy, float(error.value)
    ('E = 0.5 * np.sum((a2 - y) ** 2)', 16553.0)
    """
    return run_operations(_program(scenario, epochs))


def record(
    scenario: AnyScenario,
    path: str | Path,
    *,
    epochs: int | None = None,
    every: int = 1,
    only: str | Iterable[str] = (),
    epochs_only: bool = False,
    until: str | None = None,
    first: int | str = 0,
    last: int | str | None = None,
    overwrite: bool = False,
) -> Path:
    """Record a run in a trace, and return its path. By default every operation is recorded.

    `path` ends in ``.jsonl``, ``.jsonl.gz`` or ``.jsonl.zst`` (needs the package zstandard). `epochs` replaces the
    scenario's own number. With ``every=10`` every tenth training step is recorded, with `only` the quantities named, by
    ids or patterns: ``"W1,d*"`` or ``["W1", "d*"]``. With `epochs_only` only the figures of each epoch are recorded.

    The recording begins at the position `first` and ends at `last`: a number of operations, or a text
    ``"epoch.step.operation"``. It ends before that where the condition `until` holds, such as ``"E < 0.01"``, or where
    the run ends.

    Raise `nnstep.errors.FileTakenError` where the file exists, unless `overwrite` is asked for, OutputError where it
    can't be written; the trace is then readable up to there. A file that is overwritten stays until the new one is
    complete, and what an error breaks off is kept beside it as ``unfinished-run.jsonl``. Raise CommandError where an
    argument means nothing in this run, and as `run` does.

    >>> import nnstep, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = nnstep.record("xor", folder + "/xor.jsonl", only="W1,E", until="E < 0.2")
    ...     with nnstep.open_trace(path) as trace:
    ...         trace.errors.size, len(trace)
    (44, 87)
    """
    if every < 1:
        raise CommandError(f"every is {every}", "it is 1 for every training step, 2 for every other one, and so on")
    opened = _opened(scenario, epochs, until)
    program = opened.program
    debugger = Debugger(program, begin=opened.beginning())
    begins = max(parse_position(str(first), program), debugger.run.first_position)
    ends = parse_position(str(last), program) if last is not None else None
    ids = listed_ids(only) if isinstance(only, str) else tuple(filter(None, map(str.strip, only)))
    selection = Selection(every, ids, epochs_only, begins, ends)
    stop = _condition(until, program) if until is not None else None
    selection.check(program)
    with TraceWriter(path, debugger.go_to(begins), selection, overwrite=overwrite, run=debugger.run) as writer:
        debugger.observe(writer)
        if stop is not None:
            debugger.breakpoints.add(stop)
        writer.reach(debugger.run_for(inf, ends, stop_on_nonfinite=False))
    return Path(path)


def watch(
    model: Any, loss_fn: Any, optimizer: Any, path: str | Path, every: int = 100, *, overwrite: bool = False
) -> TrainingWatch:
    """Watch a PyTorch training loop from here on: record every `every`-th training step in a trace, the first one too.

    Write it once before the loop; nothing else in the script changes, and neither does any number that it computes.
    At the first training step nnstep's own engine computes the batch as well, and standard error says whether it
    agrees with PyTorch, and what makes the first difference. The recording ends with the training, or where the
    returned object is closed: ``with nnstep.watch(...):`` closes it, too.

    `model` takes Linear layers one after the other, each with an activation; `loss_fn` is a module such as
    ``torch.nn.MSELoss()``. `path` ends in ``.jsonl``, ``.jsonl.gz`` or ``.jsonl.zst``.

    Raise `nnstep.errors.NetImportError` for a layer, loss or optimizer that nnstep does not have, by its name,
    FileTakenError where the file exists, unless `overwrite` is asked for, OutputError where it can't be written.
    """
    from nnstep.watching.training_watch import TrainingWatch

    return TrainingWatch(model, loss_fn, optimizer, path, every, overwrite=overwrite)


def open_trace(path: str | Path) -> Trace:
    """Open a trace, whole or cut off; raise `nnstep.errors.DataError` where it is none, or can't be read.

    >>> import nnstep, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with nnstep.open_trace(nnstep.record("xor", folder + "/xor.jsonl", epochs=2)) as trace:
    ...         trace.quantity("E").tolist() == trace.errors.tolist()
    True
    """
    return Trace(path)


def show(
    run: AnyScenario | Trace,
    at: int | str = 0,
    *,
    what: Shown = "all",
    digits: int = 5,
    theme: PictureTheme = "auto",
    size: tuple[int, int] = (120, 36),
) -> RunPicture:
    """Show one position of a run as a picture, which a notebook displays; `RunPicture.save` writes it to a file.

    `run` is a scenario, a trace, or the path of one. `at` is a position ``"epoch.step.operation"``, a number of
    operations, or ``"end"``; without it, the start is shown. `what` is ``"network"`` with its values, ``"operation"``
    with its formula and numbers, the curve of the ``"error"`` so far, ``"all"`` three, or the debugger's ``"screen"``
    with `size` columns and lines. Numbers have `digits` significant digits. The `theme` is ``"light"``, ``"dark"``, or
    ``"auto"``: as dark as the page around it.

    Raise `nnstep.errors.CommandError` for a position outside the run, and where there is nothing to show.

    >>> import nnstep
    >>> nnstep.show("zheng-exercise-1", at="1.1.5")  # doctest: +ELLIPSIS
    <picture: Exercise 1: ... 3-4-2 network. 1.1.5 error. E = ½ Σ (x₂ − y)². E is 16553.>
    """
    from nnstep.notebook.picture_look import PictureLook
    from nnstep.notebook.picture_of_run import picture_of

    return picture_of(run, at, PictureLook(what, digits, theme, size))


def check(scenario: AnyScenario, sheet: AnySheet | None = None) -> GradingResult:
    """Check every number of an answer sheet, and explain the wrong ones.

    `sheet` is a file, a bundled sheet's name, or a mapping such as ``{"z1": [23, 12, 15, 21], "E": "16553"}``, with
    later training steps under ``"step": {2: {...}}``. A number counts with the digits that Python writes it with; text
    keeps its digits, and a fraction is written as ``"1/3"``. Without a sheet, check the scenario's own answers. For
    arrays that your code computed use `nnstep.Checker`. `facts` gives the result as ``nnstep check --json`` does.

    Raise `nnstep.errors.SheetError` if the sheet can't be read, CommandError if the scenario has no answers.

    >>> import nnstep
    >>> result = nnstep.check("zheng-exercise-1", {"z1": [23, 12, 15, 21], "E": 16554})
    >>> result.is_right, [verdict.kind for verdict in result.verdicts]
    (False, ['correct', 'correct', 'correct', 'correct', 'wrong'])
    """
    program = _extended(_program(scenario), sheet)
    return Grader(program).grade(_sheet(sheet, program))


def which(scenario: AnyScenario, sheet: AnySheet) -> list[Outcome]:
    """Find the conventions under which the numbers of a sheet are right, the best combination first.

    Raise `nnstep.errors.SheetError` if the sheet can't be read, is blank, or has a quantity of another shape.

    >>> import nnstep
    >>> best = nnstep.which("zheng-exercise-1", {"E": 16553})[0]
    >>> best.reproduces, best.departures
    (True, {})
    """
    program = _extended(_program(scenario), sheet)
    return outcomes(program, _sheet(sheet, program), Tolerance())


def variants(
    scenario: AnyScenario,
    students: int | Iterable[str],
    seed: str,
    *,
    digits: int | None = None,
    mistakes: Iterable[str] = (),
) -> list[HandedOut]:
    """Make variants of an exercise: for each student, by id or counted, other numbers that follow from a secret seed.

    They are drawn from the sets in [variants]. Raise `nnstep.errors.CommandError` where these are too narrow.

    >>> import nnstep
    >>> [variant.id for variant in nnstep.variants("momentum-valley", ["anna", "ben"], "a secret")]
    ['anna', 'ben']
    """
    from nnstep.classroom.variants.class_variants import class_variants

    return class_variants(_program(scenario), students, seed, digits, mistakes)


def facts(result: GradingResult) -> CheckedSheet:
    """Return what `check` found as plain dictionaries and lists, ready for JSON; ``nnstep schema check`` has the keys.

    The points and their maximum count the numbers that the sheet names, as if it was given to ``--of`` itself.
    """
    from nnstep.grading.reports.json_report import result_facts

    return result_facts(result)


def _program(scenario: AnyScenario, epochs: int | None = None) -> Program:
    return compile_program(scenario, epochs) if isinstance(scenario, Scenario) else open_program(scenario, epochs)


def _opened(scenario: AnyScenario, epochs: int | None, until: str | None) -> OpenedRun:
    mentions = () if until is None else (until,)
    if epochs is not None and epochs < 1:
        raise CommandError(f"epochs is {epochs}", "train for at least 1 epoch")
    if isinstance(scenario, Scenario):
        return OpenedRun(with_mentioned(compile_program(scenario, epochs), mentions))
    return open_run(scenario, epochs, mentions=mentions)


def _condition(text: str, program: Program) -> Breakpoint:
    try:
        return parse_breakpoint(text, program)
    except NNStepError as error:
        raise CommandError(error.message_after(f"until {text!r}: "), error.hint) from None


def _sheet(sheet: AnySheet | None, program: Program) -> Sheet:
    match sheet:
        case None:
            return own_sheet(program)
        case str() | Path():
            return read_sheet(find_sheet(str(sheet)), program)
        case _:
            return sheet_of(stated(sheet), program)


def _extended(program: Program, sheet: AnySheet | None) -> Program:
    """Return the program with all that a sheet names and it could compute."""
    match sheet:
        case None:
            return program
        case str() | Path():
            return program_for([find_sheet(str(sheet))], program)
        case _:
            return extended(program, map(str, sheet))
