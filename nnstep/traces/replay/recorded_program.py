"""The program that a trace was recorded of, compiled again from the scenario in its header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnstep.errors import DataError, NNStepError, ProgramError, ScenarioError, lines_of
from nnstep.expr.array import Array
from nnstep.harmless_text import visible
from nnstep.notations import NOTATIONS
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import load, parse
from nnstep.scenario.model import Scenario
from nnstep.scenario.sources.start_weights import with_parameters
from nnstep.traces.header import Header, hash_of
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_steps import misshapen


def program_of(trace: TraceFile) -> Program:
    """Return the program that was recorded.

    Raise NNStepError where the scenario can't be read again, or does not give the operations that were recorded.
    """
    header = trace.header
    try:
        program = compile_program(_as_recorded(_scenario(trace), header), header.epochs)
    except (ScenarioError, ProgramError) as error:
        names = ", ".join(dict.fromkeys(array.path for array in header.arrays))
        hint = f"put its data beside the trace: {names}" if names else "the trace was changed"
        raise DataError(lines_of(f"{trace.path}: the scenario in it can't be used:", error.message), hint) from None
    if [(op.target, op.source) for op in program.ops] != [(op.target, op.numpy) for op in header.ops]:
        raise trace.wrong(
            1,
            "the scenario in it gives other operations than were recorded",
            f"open it with version {header.version} of nnstep, which recorded it",
        )
    return _with_start(program, trace)


def _as_recorded(scenario: Scenario, header: Header) -> Scenario:
    """Return the scenario with what was chosen beside its text, and a warning for each data file that has changed."""
    if header.notation and header.notation not in NOTATIONS:
        raise ScenarioError(f"unknown notation {header.notation!r}")
    return replace(
        _with_warnings(scenario, header),
        name=header.name,
        quantities=header.quantities,
        notation=header.notation or scenario.notation,
    )


def _scenario(trace: TraceFile) -> Scenario:
    header = trace.header
    bundled = bundled_paths().get(header.name)
    if not header.scenario:
        if bundled is None:
            hint = "open the scenario instead; traces of format 2 hold it"
            raise trace.wrong(1, f"it does not hold the scenario {header.name!r}", hint)
        return load(bundled)
    is_bundled = bundled is not None and bundled.read_bytes().decode() == header.scenario
    folder = bundled.parent if is_bundled and bundled is not None else None
    try:
        stand_ins = {(array.path, array.name): array.stand_in() for array in header.arrays}
    except (ValueError, TypeError) as error:
        raise trace.wrong(1, f"a data file in it is stated wrongly: {error}", "the trace was changed") from None
    return parse(header.scenario, str(trace.path), folder, stand_ins)


def _with_warnings(scenario: Scenario, header: Header) -> Scenario:
    """Return the scenario with a warning for each data file that is missing, or not as it was."""
    recorded = {Path(array.path).name: array.sha256 for array in header.arrays}
    files = {Path(path).name: path for path in scenario.files}
    changed = [name for name, path in files.items() if name in recorded and recorded[name] != hash_of(path)]
    warnings = [f"{name} has changed since this was recorded: what is recomputed differs" for name in changed]
    if header.computed_by:
        warnings.append(
            f"{visible(header.computed_by)} computed this: recorded values are shown, and nnstep can't run it"
        )
    elif scenario.missing_files:
        names = ", ".join(scenario.missing_files)
        warnings.append(f"{names} is missing here: recorded values are shown, but nothing can be recomputed")
    return replace(scenario, warnings=(*scenario.warnings, *warnings))


def check_data(program: Program) -> None:
    """Raise DataError where data that the program needs to be run is missing."""
    if program.scenario.missing_files:
        path, names = program.scenario.path, ", ".join(program.scenario.missing_files)
        hint = "put the file beside the trace, if you have it; what was recorded can be shown without"
        raise DataError(f"{path}: this can't be computed without {names}", hint)


def _with_start(program: Program, trace: TraceFile) -> Program:
    """Return the program with the values that the recorded run started from, where they are not the scenario's."""
    for id, value in trace.start.items():
        if (fault := misshapen(program, id, value)) is not None:
            raise DataError(f"{trace.path}: at its beginning {fault}", "the trace was changed")
    start = {id: value for id, value in trace.start.items() if id in program.start}
    if trace.header.first_position or _same(start, program.start):
        return program
    try:
        scenario = with_parameters(program.scenario, {**program.start, **start}, trace.path)
    except NNStepError as error:
        raise DataError(error.message, "the trace was changed") from None
    again = compile_program(scenario, program.schedule.epochs)
    return replace(again, start={**again.start, **start})


def _same(some: Mapping[str, Array], all_of: Mapping[str, Array]) -> bool:
    return all(np.array_equal(value, all_of[id], equal_nan=True) for id, value in some.items())
