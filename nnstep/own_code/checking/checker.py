"""A checker for one's own code: arrays held against a scenario, with an explanation where they differ.

``check = Checker("scenario.toml")``, then ``check.z1(my_z1)`` or ``check("delta2", d)``, in a test or in a notebook.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from nnstep.errors import CommandError
from nnstep.expr.walks.shape import shape_text
from nnstep.grading.context import GradingContext
from nnstep.grading.grader import Grader
from nnstep.grading.reports.number_report import explanation_lines
from nnstep.grading.sheet.answer_sheet import Given, Sheet, fit
from nnstep.grading.sheet.scenario_answers import check_answers
from nnstep.grading.tolerance import Tolerance
from nnstep.grading.verdict import Verdict, place_name
from nnstep.outputs.document_text import html_lines, html_text
from nnstep.own_code.checking.checked import Checked, DifferenceError
from nnstep.own_code.checking.checked_names import CheckedNames
from nnstep.own_code.checking.own_arrays import dtype_remark, numbers_of, relative_width, typed_of
from nnstep.own_code.checking.own_names import OwnNames
from nnstep.own_code.checking.watched_block import WatchedBlock
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import key_text, listed
from nnstep.program.compile import compile_program, extended
from nnstep.program.operations.stated_quantities import can_be_stated
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

_MOST_SHOWN = 3
_LEAST = 1e-12
"""Numbers so near to each other are the same, however small they are."""


class Checker:
    """Holds one's own arrays against the values of a scenario.

    `scenario` is a file, or the name of a bundled exercise. `relative` is how far numbers may be off; those of float32
    may be off by 1e-4. What was checked before is remembered, so that what follows from an earlier mistake is known for
    that; `forget` begins anew.
    """

    def __init__(self, scenario: str | Path, *, relative: float = 1e-6) -> None:
        self._program = compile_program(load(find(str(scenario))))
        check_answers(self._program)
        self._relative = relative
        self._given: dict[tuple[int, str], Given] = {}
        self._said: dict[str, str] = {}
        self._graders: dict[float, Grader] = {}

    def __call__(self, id: str, value: Any, *, step: int = 1) -> Checked:
        """Check a quantity of training step `step`, counted from 1.

        Raise DifferenceError, an AssertionError, where it differs, and says what gives just these numbers; CommandError
        where the scenario has no such quantity.
        """
        __tracebackhide__ = True
        name = place_name(step, id)
        problem = self._problem(id, value, step)
        self._said[name] = problem or "right"
        if problem:
            raise DifferenceError(f"{name} is not right: {problem}")
        return Checked(name, len(self._given[step, id].cells))

    def __getattr__(self, id: str) -> Callable[..., Checked]:
        if id.startswith("_") or not (id in self._program.shapes or can_be_stated(id)):
            raise AttributeError(f"the scenario has no quantity {id}; {self._hint(id)}")

        def check(value: Any, *, step: int = 1) -> Checked:
            __tracebackhide__ = True
            return self(id, value, step=step)

        return check

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._program.shapes]

    def watching(self, *, steps: int | None = None) -> WatchedBlock:
        """Watch the lines of a block, ``with check.watching(): ...``, and find the first that goes wrong.

        The values that the lines assign are found by what they hold, under any name and in any shape. Raise
        DifferenceError at the end of the block, with its lines and what each computes, where one is wrong. `steps` is
        how many training steps the block must get right; by default as many as it makes, of the first three, and it
        may be a part of a training step only.
        """
        return WatchedBlock(self._context, steps=steps)

    def locals(self, *, step: int | None = None) -> CheckedNames:
        """Look at the names of the function that calls this, and of its module: which quantity each holds.

        A name that is a quantity's id, or its symbol in the scenario's notation, should hold that; any other is looked
        up by its value. `step` is the training step that the code is at, from 1; without it any of the first three
        counts. The result is true where no name is wrong: ``assert check.locals()``.
        """
        frame = sys._getframe(1)  # noqa: SLF001 - the names to be looked at are the caller's
        given, said = dict(self._given), dict(self._said)
        try:
            return OwnNames(self._context, lambda id, value: self._problem(id, value, step or 1), step).checked(frame)
        finally:
            self._given, self._said = given, said  # a name may say something else than the exercise means

    @cached_property
    def _context(self) -> GradingContext:
        return GradingContext(self._program, by_hand=False)

    def forget(self) -> None:
        """Forget what was checked before."""
        self._given.clear()
        self._said.clear()

    def _problem(self, id: str, value: Any, step: int) -> str:
        """Return what is wrong with an array, or nothing."""
        if id not in self._program.shapes and can_be_stated(id):
            self._program = extended(self._program, [id])
            self._graders.clear()
        if id not in self._program.shapes:
            raise CommandError(f"there is no {key_text(id)} in this scenario; {self._hint(id)}")
        last = self._program.schedule.steps + 1
        if not 1 <= step <= last:
            raise CommandError(f"there is no training step {step} in this scenario; they go from 1 to {last}")
        array, reason = numbers_of(value)
        if array is None:
            return reason
        given = Given(id, self._program.shapes_in(step - 1)[id])
        if not np.isfinite(array).all():
            return f"not finite (inf or nan): {int((~np.isfinite(array)).sum())} of {array.size}"
        fit(given, typed_of(array))
        self._given[step, id] = given
        grader = self._grader(relative_width(value, self._relative))
        verdicts = [v for v in grader.grade(self._sheet(step, id)).verdicts if (v.step, v.id) == (step, id)]
        off = [verdict for verdict in verdicts if not verdict.is_right]
        if not off:
            return ""
        exact = np.asarray(grader.exact.step(step).value(id))
        dtype = dtype_remark(value, exact) if off[0].kind != "shape" else ""
        return "\n".join(filter(None, [_counted(off, len(verdicts), array), dtype, *_shown(off)]))

    def _grader(self, relative: float) -> Grader:
        if relative not in self._graders:
            self._graders[relative] = Grader(
                self._program, Tolerance("relative", relative, least=_LEAST), by_hand=False
            )
        return self._graders[relative]

    def _sheet(self, step: int, id: str) -> Sheet:
        """Return what was checked so far, up to this quantity."""
        order = {op.target: number for number, op in enumerate(self._program.ops)}
        last = step, order.get(id, -1)
        return Sheet("code", {key: g for key, g in self._given.items() if (key[0], order.get(key[1], -1)) <= last})

    def _hint(self, id: str) -> str:
        return meant(id, self._program.shapes) or f"there are {listed(self._program.shapes)}"

    def __repr__(self) -> str:
        said = ", ".join(f"{name}: {text.splitlines()[0]}" for name, text in self._said.items())
        return f"<Checker of {self._program.name}{'; ' + said if said else ''}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{html_text(name)}</code></td><td>{'✓' if text == 'right' else '✗'}</td>"
            f"<td><pre>{html_lines(text)}</pre></td></tr>"
            for name, text in self._said.items()
        )
        return f"<b>{html_text(self._program.title)}</b><table>{rows}</table>"


def _counted(off: list[Verdict], total: int, array: np.ndarray) -> str:
    if off[0].kind == "shape":
        return f"its shape is {array.shape}, which should be {off[0].shape} ({shape_text(off[0].shape)})"
    return f"{len(off)} of {total} {'number' if total == 1 else 'numbers'} {'is' if len(off) == 1 else 'are'} off"


def _shown(off: list[Verdict]) -> list[str]:
    lines = []
    for verdict in off[:_MOST_SHOWN]:
        if verdict.index is not None and verdict.written is not None:
            lines.append(f"  {verdict.place} = {verdict.written.number:.10g}: {verdict.meaning}")
        if verdict.kind == "shape":
            lines.append(f"    {verdict.remark}" if verdict.remark else "")
        else:
            lines += [f"    {line}" for line in explanation_lines(verdict, 10, most=3)]
    if len(off) > _MOST_SHOWN:
        lines.append(f"  and {len(off) - _MOST_SHOWN} more")
    return lines
