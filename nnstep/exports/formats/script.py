"""Export of the whole program as one Python file that needs only NumPy and computes the same numbers.

The lines of the training step are those that nnstep shows and runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import indent
from typing import TypeAlias

from nnstep.exports.formats.format import ExportFormat
from nnstep.exports.parts.numpy_functions import function_definitions
from nnstep.exports.parts.script_numbers import NUMPY_TYPES, check_size, heading, joined, numpy_array, sample_rows
from nnstep.program.program import PHASE_TITLES, Program

_BUILT_IN = ("print", "float", "range", "len", "max")
"""Python's own functions that the script calls."""


_Own: TypeAlias = "Callable[[str], str]"
"""Returns the script's own name for something, kept apart from the program's."""


def script(program: Program) -> str:
    """Return the script; raise ExportError where samples and weights are too many to be written into one."""
    check_size(program)
    taken = {*program.start, *program.shapes}

    def own(name: str) -> str:
        return own(f"{name}_") if name in taken else name

    start = "\n".join(numpy_array(value).assigned(id, value) for id, value in program.start.items())
    parts = [_heading(program, own), *function_definitions(program), start, _samples(program, own), _loop(program, own)]
    return joined(parts)


def _heading(program: Program, own: _Own) -> str:
    hidden = [f"{own(name)} = {name}" for name in _BUILT_IN if own(name) != name]
    return heading(program, "import numpy as np", *(["", *hidden] if hidden else []))


def _samples(program: Program, own: _Own) -> str:
    lines = [numpy_array(value).assigned(own(name), value) for name, value in sample_rows(program)]
    return "\n".join(["# one row a sample", *lines]) if lines else ""


def _loop(program: Program, own: _Own) -> str:
    epoch, errors, show = own("epoch"), own("errors"), own("print")
    inner = [f"{errors} = []"]
    if program.scenario.stop.gradient_below is not None:
        inner.append(f"{own('largest_gradient')} = 0.0")
    inner += _batches(program, own)
    step = "\n".join([*_feeds(program, own), "", *_step(program), *_notes_of_step(program, own)])
    mean = f"{own('float')}(np.mean({errors}))"
    shown_error = f": error {{{mean}!r}}" if program.objective else " done"
    inner += [indent(step, " " * 4), f'{show}(f"epoch {{{epoch} + 1}}{shown_error}")', *_stopping(program, own)]
    head = f"{own('step')} = 0\nfor {epoch} in {own('range')}({program.schedule.epochs}):"
    shown = [f'{show}("{id} =", {id}.tolist())' for id in program.gradients]
    return "\n".join([head, indent("\n".join(inner), " " * 4), "", *shown])


def _batches(program: Program, own: _Own) -> list[str]:
    schedule = program.schedule
    first, span, order = own("first"), own("range"), own("order")
    if schedule.samples is None:
        return [f"for {first} in {span}(1):"]
    count, size = len(schedule.samples), schedule.batch_size
    every = f"np.arange({count})"
    if schedule.seed is not None:
        every = f"np.random.default_rng([{schedule.seed}, {own('epoch')}]).permutation({count})"
    return [f"{order} = {every}", f"for {first} in {span}(0, {count}, {size}):"]


def _feeds(program: Program, own: _Own) -> Iterator[str]:
    schedule = program.schedule
    first, rows = own("first"), own("rows")
    yield f"{own('step')} += 1"
    if schedule.samples is not None:
        yield f"{rows} = {own('order')}[{first} : {first} + {schedule.batch_size}]"
        turned = "" if schedule.transposed else ".T"
        yield f"x = np.array({own('inputs')}[{rows}]{turned}, order='C')"
        if schedule.samples.has_targets:
            yield f"y = np.array({own('targets')}[{rows}]{turned}, order='C')"
    values = {"t": own("step"), "epochs": own("epoch"), "B": f"{own('len')}({rows})"}
    for id, count in schedule.counted.items():
        number = f", {NUMPY_TYPES[program.precision]}" if program.precision in NUMPY_TYPES else ""
        yield f"{id} = np.array({own('float')}({values[count]}){number})"


def _step(program: Program) -> Iterator[str]:
    phase = None
    for op in program.ops:
        if op.phase != phase:
            phase = op.phase
            yield f"{'' if op is program.ops[0] else chr(10)}# {PHASE_TITLES[phase]}"
        yield op.source


def _notes_of_step(program: Program, own: _Own) -> Iterator[str]:
    number, largest = own("float"), own("largest_gradient")
    if program.objective:
        yield f"{own('errors')}.append({number}({program.objective}))"
    if program.scenario.stop.gradient_below is not None:
        for gradient in program.gradients.values():
            yield f"{largest} = {own('max')}({largest}, {number}(np.max(np.abs({gradient}))))"


def _stopping(program: Program, own: _Own) -> Iterator[str]:
    stop = program.scenario.stop
    if stop.error_below is not None:
        yield f"if np.mean({own('errors')}) < {stop.error_below!r}:\n    break"
    if stop.gradient_below is not None:
        yield f"if {own('largest_gradient')} < {stop.gradient_below!r}:\n    break"


SCRIPT = ExportFormat("numpy", (".py",), "a Python script that needs only NumPy", script, is_usual=True)
