"""From what a person names, a path, a bundled exercise or a trace, to the run to step through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nnstep.engine import history
from nnstep.engine.run import Run
from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError
from nnstep.file_endings import ending_in
from nnstep.harmless_text import visible
from nnstep.limits import bytes_text
from nnstep.notations import NOTATIONS
from nnstep.outputs.lock import is_locked
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import listed
from nnstep.program.compile import compile_program, extended
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario
from nnstep.traces.compression import is_trace

if TYPE_CHECKING:  # reading traces is loaded only for one
    from nnstep.traces.reading.trace_file import TraceFile

_WORD = re.compile(r"[A-Za-z_]\w*")
_SCENARIO_ENDINGS = ("", ".toml")


@dataclass(frozen=True, slots=True, eq=False)
class OpenedRun:
    """A run that was opened: live, or recorded."""

    program: Program
    trace: TraceFile | None = None
    """What it is read from, where it is recorded."""
    recomputed: bool = False
    """Whether it is computed again from the scenario in the trace."""

    @property
    def replayed(self) -> str:
        """The name of the recording that is shown, fit to be shown; empty for a live run."""
        return visible(self.trace.path.name) if self.trace is not None and not self.recomputed else ""

    def remarks(self, way_to_the_rest: str = "") -> list[str]:
        """Return what to know of the recording: where it was broken off, and whether it is one of a part.

        `way_to_the_rest` says how the rest is computed, where it can be.
        """
        if self.trace is None:
            return []
        found = []
        at = self.program.place(self.trace.last_position)
        if self.trace.ending is None and is_locked(self.trace.path):
            found.append(f"the recording is still being written; this is what it had at {at}")
        elif self.trace.ending is None:
            cut = f"; {bytes_text(self.trace.cut_off)} of a record are cut off" if self.trace.cut_off else ""
            found.append(f"the recording was broken off after {at}{cut}")
        if not self.trace.header.selection.is_whole:
            found.append("; ".join(filter(None, ("only a part was recorded", way_to_the_rest))))
        return found

    def begin(self, budget: int = history.BYTES) -> Run:
        """Return the run from its beginning; `budget` is the memory for stepping back, in bytes."""
        if self.trace is None:
            return Timeline(self.program, budget=budget)
        from nnstep.traces.replay.recomputed_run import recomputed_run
        from nnstep.traces.replay.recorded_timeline import RecordedTimeline

        if self.recomputed:
            return recomputed_run(self.trace, self.program, budget)
        return RecordedTimeline(self.trace, self.program)

    def beginning(self, budget: int = history.BYTES) -> Callable[[], Run]:
        """Return what makes the run, as often as it is asked."""
        return lambda: self.begin(budget)


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a person asked to open, to be opened again when its files have changed."""

    word: str
    """A path, or the name of a bundled exercise."""
    epochs: int | None = None
    weights: str | None = None
    recompute: bool = False

    @property
    def path(self) -> Path:
        """The file that is opened; raise CommandError where no bundled exercise has the name."""
        return Path(self.word) if is_trace(self.word) else find(self.word)

    @property
    def lasting_word(self) -> str:
        """What opens the same from any folder: the bundled name, or the full path."""
        bundled = Path(self.word).name == self.word and self.path != Path(self.word)
        return self.path.stem if bundled else str(self.path.absolute())

    def open(self) -> OpenedRun:
        """Open it; raise as `open_run` does."""
        return open_run(self.word, self.epochs, weights=self.weights, recompute=self.recompute)


def open_run(
    word: str | Path,
    epochs: int | None = None,
    notation: str | None = None,
    weights: str | None = None,
    mentions: Iterable[str] = (),
    *,
    recompute: bool = False,
) -> OpenedRun:
    """Return the run of a scenario, as `open_program` reads it, or the recorded one of a trace.

    With `recompute`, a recorded one is computed again. Raise as `open_program` does, DataError where the trace can't
    be read.
    """
    if not is_trace(word):
        check_not_converted(word)
        if recompute:
            raise CommandError(f"{word} is no trace, so it is computed anyway", "leave out --recompute")
        return OpenedRun(_live_program(word, epochs, notation, weights, mentions))
    from nnstep.traces.reading.trace_file import TraceFile
    from nnstep.traces.replay.recorded_program import program_of

    if epochs is not None or weights is not None:
        option = "--epochs" if epochs is not None else "--weights"
        raise CommandError(f"{option} can't be used with a trace", "a trace is opened as it was recorded")
    trace = TraceFile(word)
    program = program_of(trace)
    if notation is not None:
        program = compile_again(program, _written(program.scenario, notation))
    return OpenedRun(program, trace, recompute)


def open_program(
    word: str | Path,
    epochs: int | None = None,
    notation: str | None = None,
    weights: str | None = None,
    mentions: Iterable[str] = (),
) -> Program:
    """Return the program of the scenario that `word`, a path, a bundled name or a trace, stands for.

    Quantities that `mentions`, such as conditions, name are computed too, if they can be.

    `epochs`, `notation` and a file of saved `weights` replace the scenario's own. Raise ScenarioError with everything
    that is wrong with the scenario and its answers, ProgramError if it can't be compiled, CommandError for an unknown
    notation, DataError if the weights or the trace can't be read or do not fit.
    """
    opened = open_run(word, epochs, notation, weights, mentions)
    if opened.trace is None:
        return opened.program
    from nnstep.traces.replay.recorded_edits import check_unchanged
    from nnstep.traces.replay.recorded_program import check_data

    check_data(opened.program)
    check_unchanged(opened.trace, opened.program)
    return with_mentioned(opened.program, mentions)


def compile_again(program: Program, scenario: Scenario) -> Program:
    """Return the program of a changed scenario with the epochs, and the values at the start, of `program`."""
    return replace(compile_program(scenario, program.schedule.epochs), start=program.start)


def check_not_converted(word: str | Path) -> None:
    """Raise CommandError where the name is that of a trace that was converted to a format which can't be opened."""
    if Path(word).suffix in _SCENARIO_ENDINGS:
        return  # the formats are loaded only where one may be meant
    from nnstep.traces.formats import TRACE_FORMATS

    if ending_in(str(word), TRACE_FORMATS):
        from nnstep.importers.sources import FILE_IMPORTERS

        hint = f"nnstep convert {word} {Path(word).stem}.jsonl makes a trace that can be opened"
        if ending_in(str(word), FILE_IMPORTERS):
            hint = f"{hint}; if it holds the weights of a net, nnstep import {word} -o net.toml makes a scenario"
        message = f"{word}: only a scenario, or a trace as it is recorded, can be opened"
        raise CommandError(message, hint)


def _live_program(
    word: str | Path, epochs: int | None, notation: str | None, weights: str | None, mentions: Iterable[str]
) -> Program:
    scenario = load(find(str(word)))
    if scenario.answers:
        from nnstep.grading.sheet.scenario_answers import check_answers

        check_answers(compile_program(scenario))
    if weights is not None:
        from nnstep.scenario.sources.start_weights import with_weights

        scenario = with_weights(scenario, Path(weights))
    if notation is not None:
        scenario = _written(scenario, notation)
    return with_mentioned(compile_program(scenario, epochs), mentions)


def with_mentioned(program: Program, mentions: Iterable[str]) -> Program:
    """Return the program with the quantities computed too that `mentions` name, if they can be."""
    return extended(program, (word for text in mentions for word in _WORD.findall(text)))


def _written(scenario: Scenario, notation: str) -> Scenario:
    """Return `scenario` in another notation; the symbols that it gives are for its own one."""
    if notation not in NOTATIONS:
        hint = meant(notation, NOTATIONS) or f"use one of {listed(NOTATIONS)}"
        raise CommandError(f"unknown notation {notation!r}", hint)
    return scenario if notation == scenario.notation else replace(scenario, notation=notation, symbols={})
