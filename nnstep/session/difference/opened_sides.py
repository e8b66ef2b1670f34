"""From two things that a person names, scenarios, traces or values of their own, to the two sides of a comparison."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, assert_never

from nnstep.engine.run import Run
from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError, ProgramError
from nnstep.harmless_text import visible
from nnstep.program.compile import extended
from nnstep.program.program import Program
from nnstep.scenario.bundled import exists
from nnstep.session.opening import OpenedRun, open_program
from nnstep.traces.compression import is_trace
from nnstep.traces.difference.comparison import shapes_differ
from nnstep.traces.difference.own_file import OwnFile
from nnstep.traces.difference.own_side import OwnSide
from nnstep.traces.difference.sides import RunSide, Side
from nnstep.traces.header import kernel_for
from nnstep.traces.reading.trace_bytes import open_bytes
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_edits import recorded_edits
from nnstep.traces.replay.recorded_program import program_of

SideKind: TypeAlias = Literal["scenario", "trace", "own values", "this run"]
SideSource: TypeAlias = "str | RunSide"
"""What is compared: something that a person names, or a run that is there."""
_BEGINNING = 4096
_OF_HEADER = re.compile(rb'"kind"\s{0,9}:\s{0,9}"header"|nnstep_trace')
"""What the header of a trace has, in any spelling of JSON, and one that is damaged beside it."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenedSides:
    """Two sides, and the one of them that the other is held against."""

    sides: tuple[Side, Side]
    kinds: tuple[SideKind, SideKind]
    programs: tuple[Program | None, Program | None]
    """None for a person's own values."""
    reference_run: Run
    """What the other side is held against."""
    reference: int
    """0 or 1: a scenario before a run that is there, before a trace, before own values; else the first one."""

    @property
    def program(self) -> Program:
        """The reference's program."""
        return self.reference_run.program

    def is_edited_before(self, step: int) -> bool:
        """Return whether a value of a side was changed by hand in training step `step`, from 1, or before."""
        return any(isinstance(side, RunSide) and side.is_edited_before(step) for side in self.sides)


def open_sides(a: SideSource, b: SideSource, stack: ExitStack, epochs: int | None = None) -> OpenedSides:
    """Open two sides, whose files `stack` closes; `epochs` replaces the number of scenarios.

    Raise NNStepError where one can't be opened, both are a person's own values, or quantities differ in shape.
    """
    asked, kinds = (a, b), (kind_of(a), kind_of(b))
    if kinds == ("own values", "own values"):
        raise CommandError(
            "neither of the two is a scenario or a trace of nnstep",
            "compare own values with the scenario that they are of, as in nnstep diff own.jsonl zheng-exercise-1",
        )
    if epochs is not None and "scenario" not in kinds:
        raise CommandError("--epochs can't be used here: neither of the two is a scenario", "leave it out")
    reference = max((0, 1), key=lambda side: (_RANK[kinds[side]], -side))
    own = {
        side: stack.enter_context(OwnFile(word))
        for side, word in enumerate(asked)
        if isinstance(word, str) and kinds[side] == "own values"
    }
    targets = [target for file in own.values() for target in file.targets]
    runs = {
        side: word if isinstance(word, RunSide) else _run_side(word, kinds[side], stack, epochs, targets)
        for side, word in enumerate(asked)
        if side not in own
    }
    sides: list[Side] = [
        OwnSide(own[side], runs[reference], visible(str(own[side].path))) if side in own else runs[side]
        for side in (0, 1)
    ]
    if len(runs) == 2:
        _check_shapes(runs[0], runs[1])
    first, second = (runs[side].program if side in runs else None for side in (0, 1))
    return OpenedSides((sides[0], sides[1]), kinds, (first, second), runs[reference].run, reference)


_RANK: dict[SideKind, int] = {"own values": 0, "trace": 1, "this run": 2, "scenario": 3}


def kind_of(word: SideSource) -> SideKind:
    """Return what a word names: by what is in the file, where there is one; raise DataError where it can't be read."""
    if isinstance(word, RunSide):
        return "this run"
    path = Path(word)
    if word.endswith(".toml") or not (exists(path, Path.is_file) or is_trace(word)):
        return "scenario"
    opened = open_bytes(path)
    try:
        beginning = opened.read(0, _BEGINNING).removeprefix(BOM_UTF8).lstrip()
    finally:
        opened.close()
    if not (beginning.startswith(b"{") or is_trace(word)):
        return "scenario"
    return "trace" if _OF_HEADER.search(beginning) else "own values"


def _run_side(word: str, kind: SideKind, stack: ExitStack, epochs: int | None, targets: list[str]) -> RunSide:
    name = visible(word)
    match kind:
        case "scenario":
            program = _with_targets(open_program(word, epochs), targets)
            return RunSide(Timeline(program), name, program.scenario.warnings, kernel=kernel_for(program))
        case "trace":
            trace = stack.enter_context(TraceFile(word))
            opened = OpenedRun(program_of(trace), trace)
            program = opened.program
            edits = recorded_edits(trace)
            changes = (
                f"a value was changed at {program.place(edit.place.position)}: {visible(edit.text)}" for edit in edits
            )
            remarks = (*program.scenario.warnings, *opened.remarks(), *changes)
            positions = [edit.place.position for edit in edits]
            header = trace.header
            return RunSide(
                opened.begin(), name, remarks, edits=positions, kernel=header.kernel, computed_by=header.computed_by
            )
        case "own values" | "this run":
            raise ValueError(f"{kind} are not opened as a run")
        case _:
            assert_never(kind)


def _with_targets(program: Program, targets: list[str]) -> Program:
    """Return the program with what own values name and it can compute."""
    for target in targets:
        try:
            program = extended(program, [target])
        except ProgramError:  # then it is listed as unknown
            continue
    return program


def _check_shapes(a: RunSide, b: RunSide) -> None:
    """Raise DataError where quantities of two runs differ in shape, or none is in both."""
    one, other = a.program, b.program
    both = [id for id in one.shapes if id in other.shapes]
    differing = {id: (one.shapes[id], other.shapes[id]) for id in both if one.shapes[id] != other.shapes[id]}
    if differing:
        raise shapes_differ(differing, (a, b))
