"""The fast path: run whole training steps by one generated function, with the same bits as stepping.

All passes are run one after another; conditions are compiled in, each after the operations that write what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from nnstep.engine.fastpath.aliases import Aliases
from nnstep.engine.fastpath.buffers import Buffers, parameter_arrays
from nnstep.engine.fastpath.emit import Emitter
from nnstep.engine.fastpath.fuse import fuse, fused
from nnstep.engine.fastpath.ir import Memory, Stored
from nnstep.engine.fastpath.logarithms import from_z
from nnstep.engine.fastpath.lower import Lowering
from nnstep.expr.array import NUMBER_TYPES, Array, Shape, in_precision
from nnstep.expr.condition import FUNCTIONS, PREVIOUS
from nnstep.expr.walks.numpy_line import namespace
from nnstep.program.iteration import CountKind
from nnstep.program.program import Program

_INDENT = " " * 8
_WORD = re.compile(r"[A-Za-z_]\w*")
_READY = 4096
"""The most batches that are kept at hand where they come in the same order every epoch."""
_STOP, _COLLECT = "return _step, {}", "_met.append((_step, {}))"
"""What is done where a condition holds."""


class FastPath:
    """The training steps of a program, from given parameters on, until a condition holds."""

    def __init__(
        self,
        program: Program,
        conditions: Mapping[int, str] | None = None,
        previous: Iterable[str] = (),
        *,
        collecting: bool = False,
    ) -> None:
        """Compile the program; `conditions` are sources by the operation, from 0, after which they are tested.

        `previous` are the quantities that they read the values of in the training step before. A run ends where a
        condition holds, or goes on and collects all such places in `hits`.
        """
        self.hits: list[tuple[int, int]] = []
        self._program = program
        self._previous = tuple(previous)
        generator = Generator(program, conditions or {}, self._previous, _COLLECT if collecting else _STOP)
        schedule = program.schedule
        smaller = schedule.batch_at(schedule.steps_per_epoch - 1) != schedule.batch_at(0)
        self._whole = generator.function(program.shapes)
        self._rest = generator.function(program.last_shapes) if smaller else None
        self._arrays = {id: generator.arrays[id] for id in program.parameters if program.shapes[id]}
        self._state: dict[str, Any] = {}

    @property
    def largest_gradient(self) -> float:
        """The largest absolute value in any gradient of the last run, where a rule to stop asks for it; 0 elsewhere."""
        return float(self._state["_largest"])

    def start(self, parameters: Mapping[str, Array], before: Mapping[str, Array]) -> None:
        """Begin from these parameters; `before` are values of the training step before, where there was one."""
        for id, array in self._arrays.items():
            np.copyto(array, parameters[id])
        number = NUMBER_TYPES[self._program.precision]
        rest = {id: value for id, value in parameters.items() if id not in self._arrays}
        self._state = {id: np.asarray(value, dtype=number) for id, value in rest.items()}
        for id in self._previous:  # NaN throughout where it had no value
            value = before[id] if id in before else np.full(self._program.shapes[id], np.nan)
            self._state[f"{PREVIOUS}{id}"] = np.asarray(value, dtype=number)
        self.hits = self._state["_hits"] = []

    def run(self, first: int, last: int, errors: list[float]) -> tuple[int, int]:
        """Run training steps `first` to before `last`, appending their errors.

        Return the step and the operation, from 0, after which a condition held; or -1 and where the next training step
        begins: `last`, or before it where the run ends.
        """
        self._state["_largest"] = 0.0
        with np.errstate(all="ignore"):
            while first < last:
                until, run = self._part(first, last)
                stopped, op = run(first, until, errors, self._state)
                if op >= 0 or stopped < until:
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

    def values(self) -> dict[str, Any]:
        """Return the parameters; their arrays are overwritten by the next training step."""
        return {id: self._arrays.get(id, self._state.get(id)) for id in self._program.parameters}

    def parameters(self) -> dict[str, Array]:
        """Return the parameters as they are now, read-only and apart from what further steps change."""
        return {id: in_precision(value, self._program.precision) for id, value in self.values().items()}


class Generator:
    """Writes the functions of a program's training steps; they share the arrays of the parameters."""

    def __init__(self, program: Program, conditions: Mapping[int, str], previous: Sequence[str], reaction: str) -> None:
        """`conditions` are sources by the operation, from 0, after which they are tested.

        `reaction` is what is done where one holds. `previous` are what is kept of the training step before.
        """
        self._program = program
        self._previous = tuple(previous)
        self._stop = program.scenario.stop
        self._gradients = tuple(program.gradients.values()) if self._stop.gradient_below is not None else ()
        in_conditions = {word for source in conditions.values() for word in _WORD.findall(source)}
        self._kept = {*self._gradients, *previous, *in_conditions} & set(program.shapes)
        self._fusions = fuse(program, set(conditions), in_conditions & self._kept)
        self.arrays = parameter_arrays(program, self._fusions)
        """The arrays of the parameters, and the vectors that hold several."""
        after = {n: f"if {source}: {reaction.format(n)}" for n, source in conditions.items()}
        errors = {
            n: f"_append(_plain({op.target}))" for n, op in enumerate(program.ops) if op.target == program.objective
        }
        lines = {n: tuple(part[n] for part in (errors, after) if n in part) for n in {*errors, *after}}
        self._statements = from_z(fused(program, self._fusions, lines))

    def function(self, shapes: Mapping[str, Shape]) -> Callable[..., tuple[int, int]]:
        """Return ``run(first, last, errors, state)`` for batches of these shapes.

        It returns the training step and the operation after which a condition held, or -1 and the training step that
        would be next.
        """
        program, schedule = self._program, self._program.schedule
        batch = schedule.batch(0)
        numbers, given = self._given(shapes, batch)
        is_fed = bool(batch) and not self._is_one_batch
        fed: set[Memory] = {Stored(id) for id in batch} if is_fed else set()
        every = {
            **shapes,
            **{vector: self.arrays[vector].shape for fusion in self._fusions for vector in fusion.vectors},
        }
        aliases = Aliases(self._statements, self._fusions, given, program.parameters, self._kept)
        lowering = Lowering(every, given, numbers, set(fed), aliases)
        instructions = lowering.lower(self._statements)
        lasting = {*program.parameters, *self._kept}
        number = NUMBER_TYPES[program.precision]
        buffers = Buffers(instructions, aliases, given, every, lowering.dynamic, lasting, number)
        contiguous: set[Memory] = {Stored(id) for id, value in batch.items() if value.flags.forc}
        emitter = Emitter(buffers, every, numbers, contiguous, number)
        emitter.emit(instructions)
        largest = list(self._largest(aliases, buffers))
        body = [*self._feeding(batch if is_fed else {}), *emitter.lines, *largest]
        body += [] if program.objective else ["_append(_no_error)"]
        body += [f"{PREVIOUS}{id} = {f'{id}.copy()' if shapes[id] else id}" for id in self._previous]
        body += [f"if {self._ending()}: break"] if self._ending() else []
        kept = [id for id in program.parameters if not shapes[id]]
        kept += [*(f"{PREVIOUS}{id}" for id in self._previous), *(["_largest"] if largest else [])]
        known: dict[str, Any] = {**buffers.arrays, **emitter.variables, "np": np}
        lines = [
            f"def run(_first, _last, _errors, _state, {', '.join(f'{name}={name}' for name in known)}):",
            *(f"    {id} = _state[{id!r}]" for id in kept),
            "    _append = _errors.append",
            "    _met = _state['_hits']",
            *(f"    {line}" for line in emitter.first),
            "    for _step in _range(_first, _last):",
            *(f"{_INDENT}{line}" for line in body),
            *(f"    _state[{id!r}] = {id}" for id in kept),
            "    return _step + 1, -1",
        ]
        return self._compiled("\n".join(lines), known)

    def _compiled(self, text: str, known: Mapping[str, Any]) -> Callable[..., tuple[int, int]]:
        variables: dict[str, Any] = {**namespace(), **known, **FUNCTIONS}
        # Generated from validated trees, never text of a file; it sees NumPy and no built-ins but these.
        number = NUMBER_TYPES[self._program.precision]
        variables |= {"__builtins__": {}, "_range": range, "_float": number, "_array": np.asarray}
        variables |= {"_plain": float, "_batches": _Batches(self._program), "_infinity": np.inf, "_no_error": np.nan}
        exec(compile(text, "<training steps>", "exec"), variables)  # noqa: S102
        run: Callable[..., tuple[int, int]] = variables["run"]
        return run

    @property
    def _is_one_batch(self) -> bool:
        """Whether every training step has the same batch."""
        return self._program.schedule.steps_per_epoch == 1 and self._program.schedule.seed is None

    def _given(
        self, shapes: Mapping[str, Shape], batch: Mapping[str, Array]
    ) -> tuple[dict[str, np.float64], dict[str, Array]]:
        """Return the numbers that never change, and all arrays that are there before a training step."""
        program = self._program
        written = {statement.target for statement in self._statements}
        fixed = {id: value for id, value in program.start.items() if id not in written and id not in self.arrays}
        number = NUMBER_TYPES[program.precision]
        numbers = {id: number(value) for id, value in fixed.items() if not shapes[id]}
        if "B" in program.schedule.counted:
            numbers["B"] = number(shapes["x"][program.sample_axis] if batch else 1)
        constants = {id: np.asarray(value) for id, value in numbers.items()}
        return numbers, {**self.arrays, **fixed, **constants, **(batch if self._is_one_batch else {})}

    def _feeding(self, batch: Mapping[str, Array]) -> Iterator[str]:
        """Yield the lines that get a training step's batch, and what is counted."""
        schedule = self._program.schedule
        which = f"_step % {schedule.steps_per_epoch}" if schedule.seed is None else "_step"
        if batch:
            yield f"{', '.join(batch)}{',' if len(batch) == 1 else ''} = _batches[{which}]"
        counts: dict[CountKind, str] = {
            "t": "_float(_step + 1)",
            "epochs": f"_float(_step // {schedule.steps_per_epoch})",
        }
        yield from (f"{id} = {counts[count]}" for id, count in schedule.counted.items() if count in counts)

    def _largest(self, aliases: Aliases, buffers: Buffers) -> Iterator[str]:
        """Yield the lines that keep the largest element of all gradients; one that is not a number counts as such."""
        owners = {id: aliases.owner(id) for id in self._gradients}
        found = {owner if isinstance(owner, str) and owner in buffers.arrays else id for id, owner in owners.items()}
        if found and self._program.schedule.steps_per_epoch == 1:
            yield "_largest = 0.0"
        for id in sorted(found):
            yield f"_now = _plain(np.max(np.abs({id})))"
            yield "if not _now <= _largest: _largest = _now if _now == _now else _infinity"

    def _ending(self) -> str:
        """Return the condition on which the run ends after a training step, where each is an epoch."""
        if self._program.schedule.steps_per_epoch > 1 or self._program.evaluation is not None:
            return ""
        below = {self._program.objective: self._stop.error_below, "_largest": self._stop.gradient_below}
        return " or ".join(f"{id} < {bound!r}" for id, bound in below.items() if bound is not None)


class _Batches(dict[int, tuple[Array, ...]]):
    """Batches by training step, kept at hand where there are few of them and they come again."""

    def __init__(self, program: Program) -> None:
        self._schedule = program.schedule
        self._keeps = self._schedule.seed is None and self._schedule.steps_per_epoch <= _READY

    def __missing__(self, step: int) -> tuple[Array, ...]:
        batch = tuple(self._schedule.batch(step).values())
        if self._keeps:
            self[step] = batch
        return batch
