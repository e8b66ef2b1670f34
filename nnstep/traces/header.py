"""The header of a trace: what is needed to read the rest, and to build the program that was recorded."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from math import isfinite, prod
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from nnstep.expr.array import NUMBER_TYPES, RunPrecision
from nnstep.harmless_text import visible_json
from nnstep.input_files import open_regular
from nnstep.limits import ARRAYS_BYTES, EPOCHS, STEPS
from nnstep.problems.message_text import description
from nnstep.program.iteration import RunPlace
from nnstep.program.program import Program
from nnstep.scenario.model import Scenario
from nnstep.traces.kernel import Kernel, kernel_from, present_kernel
from nnstep.traces.record import wrong_part
from nnstep.traces.selection import Selection
from nnstep.version import __version__

FORMAT_VERSION = 2
_LEFT_OUT = ("computed_by", "kernel", "largest_gradient")
"""Keys that are missing where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class DataArray:
    """An array of a file that the scenario names, as it was when the run was recorded."""

    path: str
    """As the scenario names it."""
    name: str
    """Of the array in the file; empty where it holds only one."""
    sha256: str
    """Of the file."""
    dtype: str
    shape: tuple[int, ...]
    first: list[float | None]
    """The numbers of its first row, None for one that JSON can't hold. Where the file is missing, all rows are taken to
    be this one."""

    def stand_in(self) -> NDArray[Any]:
        """Return an array to read the scenario with; raise ValueError where the parts do not fit together."""
        try:
            row = np.array(self.first, dtype=self.dtype).reshape(self.shape[1:])
        except OverflowError as error:
            raise ValueError(f"{self.path}: {error}") from None
        if prod(self.shape) * row.itemsize > ARRAYS_BYTES.most:
            size = ARRAYS_BYTES.refusal(prod(self.shape) * row.itemsize)
            raise ValueError(f"{self.path} of the shape {self.shape} has {size}")
        return np.broadcast_to(row, self.shape)


@dataclass(frozen=True, slots=True)
class TraceOp:
    """One operation of the program."""

    op: int
    """From 1."""
    phase: str
    layer: int
    target: str
    numpy: str


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line of a trace says."""

    nnstep_trace: int
    """The version of the format."""
    version: str
    """Of nnstep."""
    python: str
    numpy: str
    name: str
    """The scenario's."""
    title: str
    scenario: str
    """The text of its file; empty where it had none."""
    notation: str
    precision: RunPrecision
    conventions: Mapping[str, str]
    """All of them, by key."""
    seed: int
    shuffled: bool
    epochs: int
    steps_per_epoch: int
    first_position: int
    """Operations done before the recording began."""
    quantities: tuple[str, ...] = ()
    """What is computed beside what a training step needs."""
    arrays: tuple[DataArray, ...] = ()
    ops: tuple[TraceOp, ...] = ()
    selection: Selection = field(default_factory=Selection)
    """What of the run was recorded."""
    computed_by: str = ""
    """The library that computed the values, where nnstep did not, as of PyTorch's own training."""
    kernel: Kernel | None = None
    """What NumPy computed the values with; None where it did not, or an earlier version did not say."""
    largest_gradient: float | None = None
    """The largest element of any gradient in the epoch before the recording began, where a rule to stop asks for it."""

    @property
    def length(self) -> int:
        """How many operations a training step has."""
        return len(self.ops)

    @property
    def last_position(self) -> int:
        """How many operations the whole run has."""
        return self.epochs * self.steps_per_epoch * self.length

    def place(self, position: int) -> RunPlace:
        """Return where the operation that was done last stands, for people: epoch.step.operation."""
        steps = max(0, position - 1) // self.length
        epochs, step = divmod(steps, self.steps_per_epoch)
        return RunPlace(epochs + 1, step + 1, position - steps * self.length)


def header_of(
    program: Program,
    first_position: int,
    selection: Selection,
    computed_by: str = "",
    largest_gradient: float | None = None,
) -> Header:
    """Return the header of a recording of `program`; raise OSError where a data file can't be read."""
    scenario = program.scenario
    return Header(
        FORMAT_VERSION,
        __version__,
        platform.python_version(),
        np.__version__,
        program.name,
        scenario.title,
        scenario.text,
        scenario.notation,
        program.precision,
        asdict(scenario.conventions),
        scenario.seed,
        scenario.shuffled,
        program.schedule.epochs,
        program.schedule.steps_per_epoch,
        first_position,
        scenario.quantities,
        tuple(_data_arrays(scenario)),
        tuple(
            TraceOp(number, op.phase, op.layer, op.target, op.source) for number, op in enumerate(program.ops, start=1)
        ),
        selection,
        computed_by,
        None if computed_by else kernel_for(program),
        largest_gradient if largest_gradient is not None and isfinite(largest_gradient) else None,
    )


def kernel_for(program: Program) -> Kernel:
    """Return what would compute the program's values in this process."""
    weights = max((prod(program.shapes[id]) for id in program.trained), default=0)
    return present_kernel(weights * program.schedule.batch_at(0))


def _data_arrays(scenario: Scenario) -> Iterator[DataArray]:
    by_name = {Path(path).name: path for path in scenario.files}
    hashes: dict[str, str] = {}
    for (path, name), array in scenario.arrays.items():
        file = by_name.get(Path(path).name)
        if file is not None and path not in hashes:
            hashes[path] = hash_of(file)
        first = array[:1].ravel().tolist() if array.ndim else [array.item()]
        yield DataArray(path, name, hashes.get(path, ""), str(array.dtype), array.shape, first)


def hash_of(path: str | Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits; raise OSError where it can't be read."""
    with open_regular(path) as file:
        digest = hashlib.sha256()
        while part := file.read(1 << 20):
            digest.update(part)
        return digest.hexdigest()


def header_text(header: Header) -> str:
    """Return the header as a JSON text without anything that a terminal could obey."""
    facts = {key: value for key, value in asdict(header).items() if key not in _LEFT_OUT or value not in ("", None)}
    return visible_json(orjson.dumps(facts).decode(errors="replace"))


def header_from(facts: Mapping[str, Any]) -> Header:
    """Return the header that a JSON object states; raise ValueError where a part of it is missing or wrong."""
    known = {declared.name for declared in fields(Header)}  # a later version may say more
    try:
        if facts["precision"] not in NUMBER_TYPES:
            raise ValueError(f"the precision is {description(facts['precision'])}, which is unknown")
        header = Header(
            **{
                **{key: facts[key] for key in facts if key in known},
                "quantities": tuple(map(str, facts.get("quantities", ()))),
                "arrays": tuple(
                    DataArray(**{**array, "shape": tuple(array["shape"])}) for array in facts.get("arrays", ())
                ),
                "ops": tuple(TraceOp(**op) for op in facts["ops"]),
                "selection": Selection(**{**facts["selection"], "only": tuple(facts["selection"]["only"])}),
                "kernel": kernel_from(facts.get("kernel")),
            }
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"the header is incomplete: {wrong_part(error)}") from None
    if not isinstance(header.conventions, dict):
        raise ValueError(f"conventions must be a table, but it is {description(header.conventions)}")
    _check_kinds(header)
    for part in (*header.arrays, *header.ops, header.selection, *([header.kernel] if header.kernel else [])):
        _check_kinds(part)
    _check_sizes(header)
    return header


def _check_sizes(header: Header) -> None:
    """Raise ValueError where there can be no such run: what is read later takes the time and memory these state."""
    if header.steps_per_epoch < 1 or not header.ops or header.selection.every < 1:
        raise ValueError("the header has no operations, or no training steps")
    if header.epochs < 1:
        raise ValueError(f"epochs is {header.epochs}, and a run has at least 1")
    if header.epochs > EPOCHS.most:
        raise ValueError(f"there are {EPOCHS.refusal(header.epochs, 'epochs')}")
    if (steps := header.epochs * header.steps_per_epoch) > STEPS.most:
        raise ValueError(f"there are {STEPS.refusal(steps, 'training steps')}")
    first, last = header.selection.first, header.selection.last
    for name, position in (("first_position", header.first_position), ("first", first), ("last", last)):
        if position is not None and not (type(position) is int and 0 <= position <= header.last_position):
            raise ValueError(f"{name} is {description(position)}, but the run has {header.last_position:,} operations")
    largest = header.largest_gradient
    if largest is not None and not (type(largest) in (float, int) and largest >= 0):
        raise ValueError(f"largest_gradient is {description(largest)}")
    texts = (*header.selection.only, *header.quantities, *header.conventions, *header.conventions.values())
    for text in texts:
        if type(text) is not str:
            raise ValueError(f"a text was expected, but there is {description(text)}")
    for size in (size for array in header.arrays for size in array.shape):
        if type(size) is not int or size < 0:
            raise ValueError(f"a shape has {description(size)} in place of a count")


def _check_kinds(part: Any) -> None:
    """Raise ValueError where a text or a whole number is something else."""
    for declared in fields(part):
        value = getattr(part, declared.name)
        wanted = {"str": str, "int": int, "bool": bool}.get(str(declared.type))
        if wanted is not None and type(value) is not wanted:
            raise ValueError(f"{declared.name} is {description(value)}")
        if wanted is int and value < 0:
            raise ValueError(f"{declared.name} is {value}")
