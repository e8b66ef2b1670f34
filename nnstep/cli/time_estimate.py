"""How long a run is going to take, and whether its recording has room; a question before what is too much."""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import prod
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from nnstep.cli.terminal import in_notebook
from nnstep.errors import CommandError
from nnstep.harmless_text import visible
from nnstep.limits import RUN_SECONDS, seconds_text

if TYPE_CHECKING:
    from nnstep.engine.frame import Frame
    from nnstep.engine.run import Run
    from nnstep.program.program import Program
    from nnstep.traces.selection import Selection

_MEASURED_SECONDS = 0.2
"""Of the run; at least one training step is measured."""
_OPERATION_SECONDS, _VALUE_SECONDS = 1e-3, 1e-5
"""More than an operation and each of its values take, even where they are printed or a layer is 5,000 wide."""


def ask_before_long(
    run: Run,
    begin: Callable[[], Callable[[Frame], object]] | None = None,
    share: float = 1.0,
    last: int | None = None,
) -> None:
    """Ask whether a run that takes longer than the limit is wanted; raise CommandError where nobody can answer, or not.

    What `begin` returns is done with each operation, or with a `share` of them; without it, whole steps are run. The
    run ends at the position `last`.
    """
    program = run.program
    steps = program.schedule.steps if last is None else -(-last // len(program.ops))
    if _is_short(program, steps):
        return
    seconds = _step_seconds(run, None) * steps
    if begin is not None:
        seconds += _step_seconds(run, begin()) * steps * share
    if seconds <= RUN_SECONDS.most:
        return
    what = f"{steps:,} training steps are going to take about {seconds_text(seconds)}"
    if _is_agreed(f"{visible(program.title)}: {what}. Run them?", "--epochs N runs fewer epochs"):
        return
    most = f"at most {RUN_SECONDS.text(RUN_SECONDS.most)} are run without a question"
    message = f"{program.scenario.path}: {what}, and {most}{RUN_SECONDS.raising(int(seconds) + 1)}"
    raise CommandError(message, "add --yes to run them, or --epochs N for fewer")


def ask_before_full(path: Path, program: Program, selection: Selection) -> None:
    """Ask whether a recording that the disk has no room for is wanted; raise CommandError as `ask_before_long` does."""
    from nnstep.traces.writing.room import lack_of_room

    lack = lack_of_room(path, program, selection)
    less = "--every N, --only IDS or --to POSITION records less"
    if lack and not _is_agreed(f"{visible(str(path))}: {lack}. Begin it?", less):
        raise CommandError(f"{path}: {lack}", f"{less}; --yes records until the disk is full")


def _is_agreed(question: str, otherwise: str) -> bool:
    """Return whether a person agrees, or False where nobody can answer; raise CommandError where they don't."""
    if not _is_typed():
        return False
    if click.confirm(question, err=True):
        return True
    raise CommandError("nothing was run", otherwise)


def _is_typed() -> bool:
    """Return whether a person reads the question and can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty() and not in_notebook()


def _step_seconds(run: Run, each: Callable[[Frame], object] | None) -> float:
    """Return how long a training step takes: the first few are run."""
    length, last = len(run.program.ops), run.program.last_position
    begun, at = perf_counter(), 0
    if each is None:
        run.seek(min(length, last))  # the first step builds what the others share
        begun, at = perf_counter(), min(length, last)
    begin = at
    stride = 1 if each is not None else length
    while at < last and (taken := perf_counter() - begun) < _MEASURED_SECONDS:
        at = min(at + stride, last)
        frame = run.seek(at)
        if frame.position < at:
            break  # a recording that ends
        if each is not None:
            each(frame)
        elif taken < _MEASURED_SECONDS / 4:
            stride *= 2  # as whole steps are run: many at once
    return (perf_counter() - begun) * length / max(length, at - begin)


def _is_short(program: Program, steps: int) -> bool:
    """Return whether a run surely keeps to the limit, so that nothing need be measured."""
    values = sum(prod(shape) for shape in program.shapes.values())
    return steps * (len(program.ops) * _OPERATION_SECONDS + values * _VALUE_SECONDS) <= RUN_SECONDS.most
