"""The function that does whole training steps: all passes one after another, and the lines around their result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from nnstep.engine.fastpath.aliases import Aliases
from nnstep.engine.fastpath.buffers import Buffers, parameter_arrays
from nnstep.engine.fastpath.emit import Emitter
from nnstep.engine.fastpath.fuse import fuse, fused
from nnstep.engine.fastpath.ir import Memory, Stored
from nnstep.engine.fastpath.logarithms import from_z
from nnstep.engine.fastpath.lower import Lowering
from nnstep.expr.array import NUMBER_TYPES, Array, Shape
from nnstep.expr.condition import FUNCTIONS, PREVIOUS
from nnstep.expr.walks.numpy_line import namespace
from nnstep.program.iteration import CountKind
from nnstep.program.program import Program

_INDENT = " " * 8
_WORD = re.compile(r"[A-Za-z_]\w*")
_READY = 4096
"""The most batches that are kept at hand where they come in the same order every epoch."""


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
        errors = {n: f"_append(_plain({op.target}))" for n, op in enumerate(program.ops) if op.target == self._error}
        lines = {n: tuple(part[n] for part in (errors, after) if n in part) for n in {*errors, *after}}
        self._statements = from_z(fused(program, self._fusions, lines))

    @property
    def _error(self) -> str:
        return self._program.objective

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
        variables |= {
            "__builtins__": {},
            "_range": range,
            "_float": NUMBER_TYPES[self._program.precision],
            "_array": np.asarray,
        }
        variables |= {"_plain": float, "_batches": _Batches(self._program), "_infinity": np.inf}
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
        below = {self._error: self._stop.error_below, "_largest": self._stop.gradient_below}
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
