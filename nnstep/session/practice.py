"""An exercise worked in the app: the next value is asked for, what is typed is judged at once, and a score kept.

Knows sessions and the check; knows no face.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from nnstep.check.blank import sheet_text
from nnstep.check.engine import Engine
from nnstep.check.sheet import Given, Sheet
from nnstep.check.verdict import points
from nnstep.check.written import Written
from nnstep.data.write import write_text
from nnstep.machine.account import definitions, formula_number, numbers_to_put_in, operation_formula, worked_element
from nnstep.machine.saving import check_free

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nnstep.check.sheet import Index
    from nnstep.check.verdict import Verdict
    from nnstep.expr.array import Shape
    from nnstep.machine.debugger import Debugger
    from nnstep.machine.frame import Frame
    from nnstep.notations.writing import Writing
    from nnstep.program.types import Op

Hint: TypeAlias = Literal["formula", "numbers", "expansion"]
HINTS: tuple[Hint, ...] = ("formula", "numbers", "expansion")
"""What may be looked at, one after the other."""
MOST_CELLS = 100
"""A quantity of more elements is not asked for: it would be typing, not an exercise."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: the result of the next operation."""

    step: int
    """The training step, from 1."""
    op: Op
    shape: Shape
    is_askable: bool
    """Whether it has few enough elements to be typed."""


@dataclass(slots=True)
class Record:
    """What became of one question."""

    question: Question
    typed: dict[Index, Written] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
    """On the last numbers typed."""
    attempts: int = 0
    hints: int = 0
    shown: bool = False
    """Whether the right value was looked at before one got there."""

    @property
    def is_right(self) -> bool:
        """Whether all of it was right, or followed from earlier slips."""
        return bool(self.verdicts) and all(verdict.is_right or verdict.kind == "carried" for verdict in self.verdicts)


class Practice:
    """One person's way through an exercise, question by question."""

    def __init__(self, debugger: Debugger) -> None:
        """Ask from where the debugger stands."""
        self._debugger = debugger
        self.engine = Engine(debugger.program)
        self.records: dict[tuple[int, str], Record] = {}
        self._kept: dict[tuple[int, str], Given] = {}
        """The numbers that one goes on with: one's own, where they were not replaced by the right ones."""

    @property
    def question(self) -> Question | None:
        """What is asked for now; None at the end of the run."""
        frame = self._debugger.frame
        if frame.next_op is None:
            return None
        step = frame.step + 1 + (frame.done == len(frame.program.ops))
        shape = frame.program.shapes_in(step - 1)[frame.next_op.target]
        size = int(np.prod(shape, dtype=int))
        return Question(step, frame.next_op, shape, size <= MOST_CELLS)

    @property
    def record(self) -> Record | None:
        """What became of the present question so far."""
        question = self.question
        if question is None:
            return None
        return self.records.setdefault((question.step, question.op.target), Record(question))

    def answer(self, texts: Mapping[Index, str]) -> tuple[Verdict, ...]:
        """Judge what was typed for the present question, by element; raise SheetError for what is no number.

        Elements that were left open are missing. Nothing at the end of the run.
        """
        record = self.record
        if record is None:
            return ()
        question = record.question
        typed = {index: Written.of(text) for index, text in texts.items() if text.strip()}
        blank = [index for index in np.ndindex(question.shape) if index not in typed]
        given = Given(question.op.target, question.shape, typed, blank)
        key = question.step, question.op.target
        sheet = Sheet("exercise", {**self._kept, key: given})
        found = self.engine.judge(sheet).verdicts
        record.verdicts = tuple(verdict for verdict in found if (verdict.step, verdict.id) == key)
        record.typed = typed
        record.attempts += 1
        return record.verdicts

    def go_on(self, *, with_own: bool) -> None:
        """Go to the next question, with one's own numbers or with the right ones."""
        record = self.record
        if record is None:
            return
        key = record.question.step, record.question.op.target
        if with_own and record.typed:
            self._kept[key] = Given(key[1], record.question.shape, dict(record.typed))
        elif not record.is_right:
            record.shown = True
        self._debugger.step()

    def hint(self, index: Index, writing: Writing) -> list[str]:
        """Return what the hints say, one more than before; the last works out the element at `index`."""
        record = self.record
        if record is None:
            return []
        record.hints = min(len(HINTS), record.hints + 1)
        program, op = self._debugger.program, record.question.op
        frame = self._own(self._debugger.peek(self._debugger.frame.position + 1))
        self._debugger.peek(self._debugger.frame.position)
        lines = [operation_formula(op, program, writing), *(f"where {d}" for d in definitions(op, program, writing))]
        if record.hints > 1:
            lines += ["", *numbers_to_put_in(frame, writing=writing)]
        if record.hints > 2:
            worked = worked_element(frame, index, writing=writing)
            lines += ["", worked.symbols, f"= {worked.numbers}"]
        return lines

    def _own(self, frame: Frame) -> Frame:
        """Return a frame with the numbers one goes on with among its inputs."""
        step = frame.step + 1
        inputs = {
            id: self._kept[step, id].laid_over(value) if (step, id) in self._kept else value
            for id, value in frame.inputs.items()
        }
        return replace(frame, inputs=inputs)

    def shown(self, frame: Frame) -> Frame:
        """Return a frame as it is shown to who works the exercise: with their own numbers where they keep them."""
        step = frame.step + 1
        values = {
            id: self._kept[step, id].laid_over(value) if (step, id) in self._kept else value
            for id, value in frame.values.items()
        }
        return replace(frame, values=values)

    def save(self, path: Path, *, overwrite: bool) -> None:
        """Save all that was typed as an answer sheet.

        Raise FileTakenError where the file exists and is to stay, DataError where it can't be written.
        """
        check_free(path, overwrite=overwrite)
        texts = {
            key: {index: str(written) for index, written in record.typed.items()}
            for key, record in self.records.items()
            if record.typed
        }
        program = self._debugger.program
        write_text(path, sheet_text(program, texts, f"Answers to {program.name}"))

    def score_lines(self) -> list[str]:
        """Return how it went, question by question, and in all."""
        lines, reached, possible = [], 0.0, 0
        for record in self.records.values():
            if not record.attempts and not record.shown:
                continue
            size = int(np.prod(record.question.shape, dtype=int))
            got = sum(points(verdict) for verdict in record.verdicts) if not record.shown else 0.0
            reached, possible = reached + got, possible + size
            lines.append(_score_line(record, got, size))
        if not lines:
            return ["nothing was answered"]
        share = f"{100 * reached / possible:.0f} %"
        return [*lines, "", f"{formula_number(reached)} of {possible} points, {share}"]


def _score_line(record: Record, got: float, size: int) -> str:
    kinds = [verdict.kind for verdict in record.verdicts]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    extras = [
        f"{record.attempts} attempts" if record.attempts > 1 else "",
        f"{record.hints} {'hint' if record.hints == 1 else 'hints'}" if record.hints else "",
        "the right value was shown" if record.shown else "",
    ]
    about = ", ".join(filter(None, [counts, *extras]))
    place = (
        record.question.op.target
        if record.question.step == 1
        else f"{record.question.step}.{record.question.op.target}"
    )
    return f"{place:<10} {formula_number(got):>5} of {size:<3} {about}"
