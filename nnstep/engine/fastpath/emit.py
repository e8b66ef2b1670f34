"""The source of a function that does whole training steps, and the function. Knows no positions and no history."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from nnstep.engine.fastpath.buffers import Places, together
from nnstep.engine.fastpath.fuse import alike, dividend
from nnstep.engine.fastpath.logarithms import from_z
from nnstep.engine.fastpath.lower import InPlace
from nnstep.expr.array import Array, Shape
from nnstep.expr.condition import PREVIOUS
from nnstep.expr.condition_functions import FUNCTIONS
from nnstep.expr.tree import Expr
from nnstep.expr.walks.numpy_line import namespace
from nnstep.program.program import Program

_INDENT = " " * 8
_WORD = re.compile(r"[A-Za-z_]\w*")
_READY = 4096
"""So many batches are kept at hand where they come in the same order every epoch."""


class Generator:
    """Writes the functions of a program's training steps; they share the arrays of the parameters."""

    def __init__(
        self,
        program: Program,
        conditions: Mapping[int, str],
        previous: Sequence[str],
        reaction: str,
    ) -> None:
        """`conditions` are sources by the operation, from 0, after which they are looked at.

        `reaction` is what is done where one holds. `previous` are what is kept of the training step before.
        """
        self._program = program
        self._conditions = conditions
        self._previous = tuple(previous)
        self._reaction = reaction
        self._stop = program.scenario.stop
        self._gradients = tuple(program.gradients.values()) if self._stop.gradient_below is not None else ()
        in_conditions = {word for source in conditions.values() for word in _WORD.findall(source)}
        self._kept = {*self._gradients, *previous, *in_conditions} & set(program.shapes)
        self._groups = alike(program, set(conditions), in_conditions & self._kept)
        self.arrays = together(program, self._groups)
        """The arrays of the parameters, and of what lies beside them."""

    def function(self, shapes: Mapping[str, Shape]) -> Callable[..., tuple[int, int]]:
        """Return ``run(first, last, errors, state)`` for batches of these shapes.

        It returns the training step and the operation after which a condition held, or -1 and the training step that
        would be next.
        """
        assignments = self._assignments()
        program, plain = self._program, [(target, expr) for target, expr, _ in assignments]
        places = Places(program, plain, self._groups, self.arrays, self._kept)
        every = {**shapes, **{role: self.arrays[role].shape for group in self._groups for role in group.roles}}
        feeding = self._feeding(places, shapes)
        writer = InPlace(places, every)
        writer.write(assignments)
        numbers = [id for id in program.parameters if not shapes[id]]
        carried = [*numbers, *(f"{PREVIOUS}{id}" for id in self._previous)]
        largest = list(self._largest(places))
        body = [*feeding, *writer.lines, *largest]
        body += [f"{PREVIOUS}{id} = {f'{id}.copy()' if shapes[id] else id}" for id in self._previous]
        kept = [*carried, *(["_largest"] if largest else [])]
        saving = [f"_state[{id!r}] = {id}" for id in kept]
        body += [f"if {self._ending()}: break"] if self._ending() else []
        known: dict[str, Any] = {**places.known, **places.numbers, **places.functions, "np": np}
        lines = [
            f"def run(_first, _last, _errors, _state, {', '.join(f'{name}={name}' for name in known)}):",
            *(f"    {id} = _state[{id!r}]" for id in kept),
            "    _append = _errors.append",
            "    _met = _state['_hits']",
            *(f"    {line}" for line in writer.first),
            "    for _step in _range(_first, _last):",
            *(f"{_INDENT}{line}" for line in body),
            *(f"    {line}" for line in saving),
            "    return _step + 1, -1",
        ]
        return self._compiled("\n".join(lines), known)

    def _compiled(self, text: str, known: Mapping[str, Any]) -> Callable[..., tuple[int, int]]:
        variables: dict[str, Any] = {**namespace(), **known, **FUNCTIONS}
        # Generated from validated trees, never text of a file; it sees NumPy and no built-ins but these.
        variables |= {"__builtins__": {}, "_range": range, "_float": np.float64, "_array": np.asarray}
        variables |= {"_plain": float, "_batches": _Batches(self._program), "_infinity": np.inf}
        exec(compile(text, "<training steps>", "exec"), variables)  # noqa: S102
        run: Callable[..., tuple[int, int]] = variables["run"]
        return run

    def _assignments(self) -> list[tuple[str, Expr, tuple[str, ...]]]:
        """Return what is assigned in a training step, and what stands behind each."""
        program = self._program
        replaced = {op: group for group in self._groups for op in group.ops}
        divided = {op for group in self._groups for op in group.divided}
        found: list[tuple[str, Expr, tuple[str, ...]]] = []
        for number, op in enumerate(program.ops):
            group = replaced.get(number)
            if group is None:
                expr = dividend(op.expression) if number in divided else op.expression
                found.append((op.target, expr, ()))
            elif number == group.ops[0]:
                found += [(target, expr, ()) for target, expr in group.lines]
            behind = [f"_append(_plain({op.target}))"] if op.target == program.objective else []
            if number in self._conditions:
                behind.append(f"if {self._conditions[number]}: {self._reaction.format(number)}")
            found[-1] = (*found[-1][:2], (*found[-1][2], *behind))
        return from_z(found)

    def _feeding(self, places: Places, shapes: Mapping[str, Shape]) -> Iterator[str]:
        """Yield the lines that get a training step's batch, and what is counted."""
        schedule = self._program.schedule
        given = schedule.batch(0)
        always = schedule.steps_per_epoch == 1 and schedule.seed is None
        if always:
            places.known |= given
        if "B" in schedule.counted:
            number = np.float64(shapes["x"][self._program.sample_axis] if given else 1)
            places.constants.add("B")
            places.known["B"], places.numbers["_f_B"] = np.asarray(number), number
        which = f"_step % {schedule.steps_per_epoch}" if schedule.seed is None else "_step"
        targets = f"{', '.join(given)}{',' if len(given) == 1 else ''}"
        lines = [f"{targets} = _batches[{which}]"] if given and not always else []
        counts = {"t": "_float(_step + 1)", "epochs": f"_float(_step // {schedule.steps_per_epoch})"}
        lines += [f"{id} = {counts[id]}" for id in schedule.counted if id in counts]
        return iter(lines)

    def _largest(self, places: Places) -> Iterator[str]:
        """Yield the lines that keep the largest element of all gradients; one that is not a number counts as such."""
        whole = {root if (root := places.root(id)) in places.known else id for id in self._gradients}
        if whole and self._program.schedule.steps_per_epoch == 1:
            yield "_largest = 0.0"
        for id in sorted(whole):
            value = f"np.max(np.abs({id}))"
            yield f"_now = _plain({value})"
            yield "if not _now <= _largest: _largest = _now if _now == _now else _infinity"

    def _ending(self) -> str:
        """Return the condition on which the run ends after a training step, where each is an epoch."""
        if self._program.schedule.steps_per_epoch > 1 or self._program.examination is not None:
            return ""
        below = {self._program.objective: self._stop.error_below, "_largest": self._stop.gradient_below}
        return " or ".join(f"{id} < {bound!r}" for id, bound in below.items() if bound is not None)


class _Batches(dict[int, tuple["Array", ...]]):
    """Batches by training step, kept at hand where there are few of them and they come again."""

    def __init__(self, program: Program) -> None:
        self._schedule = program.schedule
        self._keeps = self._schedule.seed is None and self._schedule.steps_per_epoch <= _READY

    def __missing__(self, step: int) -> tuple[Array, ...]:
        batch = tuple(self._schedule.batch(step).values())
        if self._keeps:
            self[step] = batch
        return batch
