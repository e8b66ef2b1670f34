"""What the start screen says of the selected entry: counted from the compiled exercise, or read from the recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.errors import NNStepError, ScenarioError
from nnstep.harmless_text import visible
from nnstep.outputs.lock import is_locked
from nnstep.problems.message_text import counted
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.scenario.outline import outline_of
from nnstep.traces.compression import is_trace

if TYPE_CHECKING:  # reading traces is loaded only for one
    from nnstep.traces.reading.trace_file import TraceFile


def details(word: str) -> str:
    """Return how large the run is that `word` opens, or the first thing that is wrong with it."""
    try:
        return _recording(word) if is_trace(word) else _scenario(word)
    except ScenarioError as error:
        lines = error.message.splitlines()
        return visible(f"{lines[-1]}: enter shows them" if error.located else lines[0])
    except NNStepError as error:
        return visible(error.message.splitlines()[0])


def _recording(word: str) -> str:
    from nnstep.traces.reading.trace_file import TraceFile

    with TraceFile(word) as trace:
        header = trace.header
        place = header.place(trace.last_position)
        return visible(f"recording of {header.name} up to {place}{_unended(trace)}")


def _unended(trace: TraceFile) -> str:
    if trace.ending is not None:
        return ""
    return ", still being written" if is_locked(trace.path) else ", broken off there"


def _scenario(word: str) -> str:
    path = find(word)
    if outline_of(path).kind == "data":
        return "samples from files"  # reading them may take seconds
    program = compile_program(load(path))
    steps = program.schedule.steps
    in_steps = f" in each of {steps:,} training steps" if steps > 1 else ""
    return f"{counted(len(program.ops), 'operation')}{in_steps}"
