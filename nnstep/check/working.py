"""An exercise worked number by number: each judged as it is typed, on the numbers typed before it; and hints.

This is what an app or a notebook drives. Knows the engine; knows no face.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nnstep.check.judgement import Judgement
from nnstep.check.marking import Marking
from nnstep.check.sheet import Given, Sheet
from nnstep.check.written import Written
from nnstep.errors import CommandError
from nnstep.expr.digits import Digits
from nnstep.expr.expand import expand
from nnstep.expr.formula import element_symbol, formula
from nnstep.machine.account import formula_number, operation_formula, pen_of

if TYPE_CHECKING:
    from nnstep.check.ancestry import Cell
    from nnstep.check.engine import Engine
    from nnstep.check.sheet import Index
    from nnstep.check.verdict import Verdict
    from nnstep.notations.writing import Writing


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps with one number, a little more each time."""

    formula: str
    """The operation: ``z₁ = W₁ x + b₁``."""
    symbols: str
    """The element, in symbols: ``z₁[0] = W₁[0,0]·x[0] + W₁[0,1]·x[1] + b₁[0]``."""
    numbers: str
    """The same with the person's own numbers put in, up to the equals sign."""
    value: str
    """What comes out."""


class Working:
    """The numbers of one person, as they come in."""

    def __init__(self, engine: Engine, name: str = "answers") -> None:
        self.engine = engine
        self._name = name
        self._given: dict[tuple[int, str], Given] = {}
        self._verdicts: dict[Cell, Verdict] = {}

    @property
    def sheet(self) -> Sheet:
        """Everything that was typed."""
        return Sheet(self._name, dict(self._given))

    @property
    def judgement(self) -> Judgement:
        """The verdicts so far, in the order in which the numbers came in."""
        return Judgement(self.sheet, tuple(self._verdicts.values()))

    def enter(self, step: int, id: str, index: Index, text: str) -> Verdict:
        """Take a number as typed, of training step `step`, counted from 1, and return the verdict on it.

        Raise SheetError where the text is no number, CommandError where there is no such element. A number that is
        typed again takes the place of the earlier one.
        """
        written = Written.of(text)
        given = self._place(step, id, index)
        # What is only just typed is judged by itself: the others of its quantity have their verdicts already.
        known = {cell: verdict for cell, verdict in self._verdicts.items() if cell != (step, id, index)}
        given.cells[index] = written
        marking = Marking(self.engine, self._up_to(step, id), known)
        marking.run()
        verdict = marking.verdicts[step, id, index]
        self._verdicts.pop((step, id, index), None)
        self._verdicts[step, id, index] = verdict
        return verdict

    def take_right_value(self, step: int, id: str, index: Index) -> None:
        """Go on with the right value in place of what was typed; the verdict stays what it was."""
        exact = np.asarray(self.engine.exact.step(step).value(id))[index]
        self._place(step, id, index).cells[index] = Written.of(repr(float(exact)))

    def own_value(self, step: int, id: str, index: Index) -> float:
        """Return what an element is, worked out from the person's own numbers before it."""
        return float(self._result(step, id, self._own(step, id))[index])

    def hints(self, step: int, id: str, index: Index, writing: Writing | None = None, digits: int = 6) -> Hints:
        """Return the hints on one element; raise CommandError where no operation gives it."""
        program = self.engine.program
        op = next((op for op in program.ops if op.target == id), None)
        if op is None:
            raise CommandError(f"{id} is given, so there is nothing to work out")
        values, shapes, shown = self._own(step, id), program.shapes_in(step - 1), Digits(digits)
        pen = replace(pen_of(program, writing), shapes=shapes, digits=shown, most_terms=8)
        scalar = expand(op.expression, index, shapes)
        value = self._result(step, id, values)
        return Hints(
            operation_formula(op, program, writing),
            f"{element_symbol(id, index, pen)} = {formula(scalar, pen)}",
            formula(scalar, replace(pen, values=values)),
            formula_number(float(value[index]), shown),
        )

    def _result(self, step: int, id: str, values: dict[str, np.ndarray]) -> np.ndarray:
        """Return a quantity, worked out from these values; one that no operation gives is among them."""
        op = next((op for op in self.engine.program.ops if op.target == id), None)
        if op is None:
            return np.asarray(self.engine.exact.step(step).value(id))
        with np.errstate(all="ignore"):
            return self.engine.arithmetic.value(self.engine.arithmetic.code(op.expression), values)

    def _own(self, step: int, id: str) -> dict[str, np.ndarray]:
        """Return every value just before the operation that gives a quantity, as the person has them."""
        marking = Marking(self.engine, self._up_to(step, id), self._verdicts)
        marking.run(until=(step, id))
        return {name: np.asarray(value) for name, value in marking.typed.values.items()}

    def _place(self, step: int, id: str, index: Index) -> Given:
        program = self.engine.program
        if id not in program.shapes:
            raise CommandError(f"there is no {id} in this exercise")
        shape = program.shapes_in(step - 1)[id]
        if len(index) != len(shape) or any(not 0 <= i < size for i, size in zip(index, shape, strict=True)):
            raise CommandError(f"{id} has no element {list(index)}")
        return self._given.setdefault((step, id), Given(id, shape))

    def _up_to(self, step: int, id: str) -> Sheet:
        """Return the sheet of what comes before a quantity, and the quantity itself."""
        order = {op.target: number for number, op in enumerate(self.engine.program.ops)}
        last = step, order.get(id, -1)
        answers = {key: given for key, given in self._given.items() if (key[0], order.get(key[1], -1)) <= last}
        return Sheet(self._name, answers or {(step, id): Given(id, self.engine.program.shapes_in(step - 1)[id])})
