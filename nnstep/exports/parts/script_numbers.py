"""Arrays as source that reads back as the same bits, and how many of them a script may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from nnstep import limits
from nnstep.errors import ExportError
from nnstep.expr.array import Array, RunPrecision, in_precision, shortest
from nnstep.harmless_text import visible
from nnstep.program.program import Program

NUMPY_TYPES: dict[RunPrecision, str] = {"float32": "np.float32"}
"""What a script calls a type of number that is not NumPy's usual one."""
_WIDTH = 88


def check_size(program: Program) -> None:
    """Raise ExportError where samples and weights are too many to be written into a script."""
    count = sum(value.size for value in program.start.values())
    if program.schedule.samples is not None:
        count += program.schedule.samples.inputs.size
    if count > limits.SCRIPT_NUMBERS.most:
        hint = "export a scenario with fewer samples, or train on a part of them ([data] train = ...)"
        raise ExportError(f"the script would hold {limits.SCRIPT_NUMBERS.refusal(count, 'numbers')}", hint)


@dataclass(frozen=True, slots=True)
class ArraySource:
    """How a library's script writes an array."""

    begins: str
    ends: str

    def written(self, value: Array, used: int) -> str:
        """Return an array as source, one row a line where it is long; `used` characters stand before it."""
        numbers = np.reshape([shortest(number) for number in value.ravel()], value.shape).tolist()
        line = f"{self.begins}{numbers!r}{self.ends}"
        if value.ndim < 2 or used + len(line) <= _WIDTH:
            return line
        rows = ",\n".join(f"    {row!r}" for row in numbers)
        return f"{self.begins}[\n{rows},\n]{self.ends}"

    def assigned(self, target: str, value: Array) -> str:
        """Return the line, or the lines, that assign an array."""
        return f"{target} = {self.written(value, len(target) + 3)}"


def numpy_array(value: Array) -> ArraySource:
    """Return how NumPy writes an array of this type."""
    return ArraySource("np.array(", f", {NUMPY_TYPES['float32']})" if value.dtype == np.float32 else ")")


def sample_rows(program: Program) -> Iterator[tuple[str, Array]]:
    """Yield the inputs and the targets, one row a sample, each with what a script calls it; nothing without samples."""
    samples = program.schedule.samples
    if samples is None:
        return
    x, y = (in_precision(part, program.precision) for part in samples.take(np.arange(len(samples))))
    yield "inputs", x.T
    if samples.has_targets:
        yield "targets", y.T


def heading(program: Program, *imports: str) -> str:
    """Return the docstring and the imports that a script begins with."""
    title = visible(program.title).replace("\\", "\\\\").replace('"', "'")
    return "\n".join([f'"""{title}"""', "", *imports])


def joined(parts: Iterable[str]) -> str:
    """Return a script of these parts, those that are empty left out."""
    return "\n\n\n".join(part.strip("\n") for part in parts if part) + "\n"
