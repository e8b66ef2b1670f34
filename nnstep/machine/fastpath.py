"""Whole training steps in one generated function: for running on, where nothing asks for single operations.

It gives the same bits as stepping. Conditions are compiled into it, each after the operations that write what it reads.
Knows no positions and no history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnstep.expr.condition import PREVIOUS
from nnstep.expr.source import namespace
from nnstep.expr.tree import names
from nnstep.machine.breakpoints import FUNCTIONS
from nnstep.machine.inplace import InPlace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from nnstep.expr.array import Array
    from nnstep.program.types import Program

_INDENT = " " * 8
_HITS = "_hits"
_STOP, _COLLECT = "return _step, {}", "_met.append((_step, {}))"
"""What is done where a condition holds."""


class FastPath:
    """The training steps of a program, from given parameters on, until a condition holds."""

    def __init__(
        self,
        program: Program,
        conditions: Mapping[int, Iterable[str]] | None = None,
        previous: Iterable[str] = (),
        *,
        collecting: bool = False,
    ) -> None:
        """Compile the program; `conditions` are sources by the operation, from 0, after which they are looked at.

        `previous` are the quantities that they read the values of in the training step before. A run ends where a
        condition holds, or goes on and collects all such places in `hits`.
        """
        self.hits: list[tuple[int, int]] = []
        reaction = _COLLECT if collecting else _STOP
        self._program = program
        self._previous = tuple(previous)
        self._small = program.schedule.batch_at(program.schedule.steps_per_epoch - 1) != program.schedule.batch_at(0)
        self._whole = _compiled(program, program.shapes, conditions or {}, self._previous, reaction)
        self._rest = (
            _compiled(program, program.last_shapes, conditions or {}, self._previous, reaction) if self._small else None
        )
        self._state: dict[str, Any] = {}

    def start(self, parameters: Mapping[str, Array], before: Mapping[str, Array]) -> None:
        """Begin from these parameters; `before` are values of the training step before, where there was one."""
        self._state = {**self._program.start, **{id: np.array(value) for id, value in parameters.items()}}
        self._state |= {f"{PREVIOUS}{id}": _earlier(self._program, id, before) for id in self._previous}
        self.hits = self._state[_HITS] = []

    def run(self, first: int, last: int, errors: list[float]) -> tuple[int, int]:
        """Run training steps `first` to before `last`, appending their errors.

        Return the step and the operation, from 0, after which a condition held; or `last` and -1.
        """
        with np.errstate(all="ignore"):
            while first < last:
                until, run = self._part(first, last)
                stopped, op = run(first, until, self._fed, errors, self._state)
                if op >= 0:
                    return stopped, op
                first = until
        return last, -1

    def _part(self, first: int, last: int) -> tuple[int, Callable[..., tuple[int, int]]]:
        """Return up to where the batches are of one size, from `first` on, and what runs them."""
        if self._rest is None:
            return last, self._whole
        per_epoch = self._program.schedule.steps_per_epoch
        within = first % per_epoch
        if within == per_epoch - 1:
            return first + 1, self._rest
        return min(last, first - within + per_epoch - 1), self._whole

    def parameters(self) -> dict[str, Array]:
        """Return the parameters as they are now, read-only and apart from what further steps change."""
        found = {}
        for id in self._program.parameters:
            value = np.array(self._state[id], dtype=np.float64)
            value.flags.writeable = False
            found[id] = value
        return found

    def values(self) -> Mapping[str, Any]:
        """Return what the last training step left behind; its arrays are overwritten by the next."""
        return self._state

    def _fed(self, step: int) -> tuple[Array, ...]:
        return tuple(self._program.schedule.batch(step).values())


def _earlier(program: Program, id: str, before: Mapping[str, Any]) -> Any:
    """Return a quantity's value in the training step before, NaN throughout where it had none."""
    return before[id] if id in before else np.full(program.shapes[id], np.nan)


def _compiled(
    program: Program,
    shapes: Mapping[str, Any],
    conditions: Mapping[int, Iterable[str]],
    previous: tuple[str, ...],
    reaction: str,
) -> Callable[..., tuple[int, int]]:
    """Return the generated function. All that it uses are its own local names, which are the fastest."""
    state = [id for id in program.start if _is_read(program, id, conditions)]
    writer = _body(program, shapes, conditions, reaction)
    kept = tuple(dict.fromkeys([*program.parameters, *(op.target for op in program.ops)]))
    known = ["np=np", *(f"{name}={name}" for name in (*writer.buffers, *writer.functions))]
    lines = [
        f"def run(_first, _last, _fed, _errors, _state, {', '.join(known)}):",
        *(f"    {id} = _state[{id!r}]" for id in [*state, *(f"{PREVIOUS}{id}" for id in previous)]),
        "    _append = _errors.append",
        f"    _met = _state[{_HITS!r}]",
        "    for _step in _range(_first, _last):",
        *(f"{_INDENT}{line}" for line in (*_fed_lines(program, shapes), *writer.lines)),
        *(f"{_INDENT}{PREVIOUS}{id} = {_copied(id, shapes)}" for id in previous),
        f"    _state.update({', '.join(f'{id}={id}' for id in kept)})",
        *(f"    _state[{PREVIOUS + id!r}] = {PREVIOUS}{id}" for id in previous),
        "    return _last, -1",
    ]
    variables: dict[str, Any] = {**namespace(), **writer.buffers}
    variables |= {name: getattr(np, function) for name, function in writer.functions.items()}
    # Generated from validated trees, never text of a file; it sees NumPy and no built-ins but these.
    variables |= {"__builtins__": {}, "_range": range, "_float": np.float64, "_array": np.asarray, **FUNCTIONS}
    exec(compile("\n".join(lines), "<training steps>", "exec"), variables)  # noqa: S102
    run: Callable[..., tuple[int, int]] = variables["run"]
    return run


def _fed_lines(program: Program, shapes: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that get a training step's batch, and what is counted."""
    schedule = program.schedule
    given = tuple(schedule.batch(0))
    if given:
        yield f"{', '.join(given)}{',' if len(given) == 1 else ''} = _fed(_step)"
    counts = {
        "t": "_float(_step + 1)",
        "epochs": f"_float(_step // {schedule.steps_per_epoch})",
        "B": f"_float({shapes['x'][program.sample_axis] if given else 1})",
    }
    yield from (f"{id} = {counts[id]}" for id in schedule.counted)


def _body(
    program: Program, shapes: Mapping[str, Any], conditions: Mapping[int, Iterable[str]], reaction: str
) -> InPlace:
    writer = InPlace(shapes)
    for number, op in enumerate(program.ops):
        writer.assign(op.target, op.expression)
        if op.target == program.objective:
            writer.lines.append(f"_append({op.target})")
        for condition in conditions.get(number, ()):
            writer.lines.append(f"if {condition}: {reaction.format(number)}")
    return writer


def _is_read(program: Program, id: str, conditions: Mapping[int, Iterable[str]]) -> bool:
    in_conditions = any(id in condition for several in conditions.values() for condition in several)
    return in_conditions or id in program.parameters or any(id in names(op.expression) for op in program.ops)


def _copied(id: str, shapes: Mapping[str, Any]) -> str:
    return f"{id}.copy()" if shapes[id] else id
