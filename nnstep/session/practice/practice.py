"""An exercise worked question by question: the next value is asked for, and what is typed is judged at once.

Knows runs and the judge; knows no face.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from nnstep.debugger.debugger import Debugger
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.expr.array import Array, Shape
from nnstep.expr.network_notation import Writing
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Given, Index
from nnstep.grading.sheet.blank_sheet import sheet_text
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import Verdict
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.whole import write_text
from nnstep.problems.numbers import typed_number
from nnstep.program.program import Op
from nnstep.session.practice.answer_grading import AnswerPlace, Judge
from nnstep.session.practice.hints import MOST_HINTS, Hint, hint_of

MOST_CELLS = 100
"""A quantity of more elements is not asked for: it would be typing, not an exercise."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: the result of the next operation."""

    step: int
    """The training step, from 1."""
    op: Op
    shape: Shape

    @property
    def place(self) -> AnswerPlace:
        """The training step and the quantity's id."""
        return self.step, self.op.target

    @property
    def size(self) -> int:
        """How many numbers are asked for."""
        return int(np.prod(self.shape, dtype=int))

    @property
    def is_askable(self) -> bool:
        """Whether it has few enough elements to be typed."""
        return self.size <= MOST_CELLS


@dataclass(slots=True)
class Record:
    """What became of one question."""

    question: Question
    typed: dict[Index, Written] = field(default_factory=dict)
    """The last numbers typed."""
    draft: dict[Index, str] = field(default_factory=dict)
    """What stands in its cells, where that is not judged yet."""
    verdicts: tuple[Verdict, ...] = ()
    """On them, when they were typed."""
    counted: dict[Index, Written] = field(default_factory=dict)
    """The last numbers typed before the right value was looked at: those that the score and the saved sheet have."""
    attempts: int = 0
    hints: int = 0
    shown: bool = False
    """Whether the right value was looked at before one got there."""

    @property
    def is_right(self) -> bool:
        """Whether all of it was right, or followed from earlier slips."""
        return bool(self.verdicts) and all(verdict.is_right or verdict.kind == "carried" for verdict in self.verdicts)

    @property
    def is_scored(self) -> bool:
        """Whether it was answered, or its right value looked at."""
        return bool(self.attempts) or self.shown

    def given(self, typed: Mapping[Index, Written]) -> Given:
        """Return numbers as an answer to the question: what is not among them was left open."""
        blank = [index for index in np.ndindex(self.question.shape) if index not in typed]
        return Given(self.question.op.target, self.question.shape, dict(typed), blank)


class Practice:
    """One person's way through an exercise, question by question, from where the debugger stands."""

    def __init__(self, debugger: Debugger) -> None:
        """Ask from where the debugger stands; raise CommandError where the run was changed."""
        self._debugger = debugger
        self.program = debugger.program
        self._judge = Judge(debugger.program)
        self._ops = {op.target: number for number, op in enumerate(debugger.program.ops)}
        self.records: dict[AnswerPlace, Record] = {}
        self._kept: dict[AnswerPlace, Given] = {}
        """The numbers that one goes on with: one's own, where they were not replaced by the right ones."""
        self._saved: dict[AnswerPlace, dict[Index, str]] = {}
        """What counted, as it was saved last."""
        self.check_unchanged()

    def check_unchanged(self) -> None:
        """Raise CommandError where the run was changed: the answers to be judged would be those of another one."""
        if self._debugger.edits:
            hint = "undo takes it back; or save it as a scenario, as in save changed.toml, and open that"
            raise CommandError("the run has been changed, so it is another exercise", hint)

    @property
    def question(self) -> Question | None:
        """What is asked for now; None at the end of the run."""
        frame = self._debugger.frame
        if frame.next_op is None:
            return None
        step = frame.step + 1 + (frame.done == len(self.program.ops))
        return Question(step, frame.next_op, self.program.shapes_in(step - 1)[frame.next_op.target])

    @property
    def record(self) -> Record | None:
        """What became of the present question so far."""
        question = self.question
        return None if question is None else self.records.setdefault(question.place, Record(question))

    def note_draft(self, texts: Mapping[Index, str]) -> None:
        """Keep what stands in the cells of the present question until it is judged."""
        record = self.record
        if record is not None:
            draft = {index: text.strip() for index, text in texts.items() if text.strip()}
            judged = _digits(record.typed)
            record.draft = {} if {index: str(typed_number(text)) for index, text in draft.items()} == judged else draft

    def answer(self, texts: Mapping[Index, str]) -> tuple[Verdict, ...]:
        """Judge what was typed for the present question, by element; raise SheetError for what is no number.

        Elements that were left open are missing. The same numbers again are no other attempt. Nothing at the end of
        the run.
        """
        record = self.record
        return () if record is None else self._answer(record, texts)

    def _answer(self, record: Record, texts: Mapping[Index, str]) -> tuple[Verdict, ...]:
        typed = {index: Written.of(text) for index, text in texts.items() if text.strip()}
        record.attempts += _digits(typed) != _digits(record.typed)
        record.typed, record.draft = typed, {}
        if not record.shown:
            record.counted = typed
        self._look_at(record)
        return record.verdicts

    def _look_at(self, record: Record) -> None:
        """Judge the last numbers typed for a question, given the answers to those before it."""
        place = record.question.place
        answers = {**self.answers, place: record.given(record.typed)}
        record.verdicts = self._judge.verdicts(answers, place)

    @property
    def answers(self) -> dict[AnswerPlace, Given]:
        """All that counts, in the order of the run; a question whose right value was asked for at once is left open."""
        places = sorted((at for at, record in self.records.items() if record.is_scored), key=self._number)
        return {at: self.records[at].given(self.records[at].counted) for at in places}

    def judgement(self) -> GradingResult:
        """Return the verdicts on all that counts: the same as on the saved sheet."""
        return self._judge.judgement(self.answers)

    def go_on(self, *, with_own: bool) -> None:
        """Go to the next question, with one's own numbers or with the right ones."""
        record = self.record
        if record is None:
            return
        place = record.question.place
        record.draft = {}
        self._kept.pop(place, None)
        if with_own and record.typed:
            self._kept[place] = Given(place[1], record.question.shape, dict(record.typed))
        elif not record.shown:
            if record.attempts:
                self._look_at(record)  # an answer before it may be another one by now
            record.shown = not record.is_right
        self._step()

    def pass_over(self) -> list[str]:
        """Go over what is too large to be typed, and return its ids."""
        passed: dict[str, None] = {}
        while (question := self.question) is not None and not question.is_askable:
            passed[question.op.target] = None
            self._step()
        return list(passed)

    def _step(self) -> None:
        self._debugger.stopped_by = None
        self._debugger.step()

    def hint(self, index: Index, writing: Writing) -> Hint | None:
        """Return what the hints say, one more than before; the last works out the element at `index`."""
        record = self.record
        if record is None:
            return None
        record.hints = min(MOST_HINTS, record.hints + 1)
        here = self._debugger.frame.position
        frame = self._debugger.peek(here + 1)
        self._debugger.peek(here)
        inputs = self._own(frame.inputs, record.question, frame.step, frame.done - 1)
        return hint_of(replace(frame, inputs=inputs), index, writing, record.hints)

    def shown(self, frame: Frame) -> Frame:
        """Return the present frame as it is shown to who works the exercise: with the numbers that they keep."""
        question = self.question
        return replace(frame, values=self._own(frame.values, question, frame.step, frame.done))

    def _own(self, values: Mapping[str, Array], question: Question | None, step: int, done: int) -> dict[str, Array]:
        """Return values with the numbers one goes on with, after `done` operations of training step `step`, from 0.

        A quantity whose operation comes later in the training step has its value of the step before.
        """
        kept = self._kept if question is None else self._earlier(question)
        found = dict(values)
        for id, value in values.items():
            given = kept.get((step + (self._ops.get(id, 0) < done), id))
            if given is not None:
                found[id] = given.laid_over(value)
        return found

    def _earlier(self, question: Question) -> dict[AnswerPlace, Given]:
        """Return what was kept before a question, in the order of the run, without a training step left out between.

        Who goes further than that by other ways has left their own numbers behind.
        """
        first = question.step
        steps = {step for step, _ in self._kept}
        while first - 1 in steps:
            first -= 1
        before = [at for at in self._kept if first <= at[0] and self._number(at) < self._number(question.place)]
        return {at: self._kept[at] for at in sorted(before, key=self._number)}

    def _number(self, place: AnswerPlace) -> tuple[int, int]:
        step, id = place
        return step, self._ops[id]

    @property
    def unsaved(self) -> list[AnswerPlace]:
        """What was answered, judged or not, and is in no file as it is now."""
        return sorted((at for at, record in self.records.items() if self._is_unsaved(at, record)), key=self._number)

    def _is_unsaved(self, place: AnswerPlace, record: Record) -> bool:
        """Return whether an answer would be lost; what is typed after the right value was shown does not count."""
        has_draft = bool(record.draft) and not record.shown
        return has_draft or _digits(record.counted) != self._saved.get(place, {})

    def save(self, path: Path, *, overwrite: bool) -> None:
        """Save all that counts as an answer sheet; what was not judged yet is judged first.

        What was left open has an empty place on it. Raise FileTakenError where the file exists and is to stay,
        OutputError where it can't be written, SheetError for what is no number, and CommandError where nothing was
        typed.
        """
        drafts = [record for record in self.records.values() if record.draft and not record.shown]
        if not drafts and not any(given.cells for given in self.answers.values()):
            raise CommandError("nothing was answered, so there is nothing to save", "type a value and press enter")
        check_outputs(
            Output(path, {".toml": "an answer sheet"}), inputs=self.program.scenario.inputs, overwrite=overwrite
        )
        for record in drafts:
            self._answer(record, record.draft)
        answers = self.answers
        texts = {at: {index: _text(given, index) for index in np.ndindex(given.shape)} for at, given in answers.items()}
        write_text(path, sheet_text(self.program, texts, f"Answers to {self.program.name}"), overwrite=overwrite)
        self._saved = {at: _digits(self.records[at].counted) for at in answers}


def _digits(typed: Mapping[Index, Written]) -> dict[Index, str]:
    """Return numbers with the digits that were typed: 12 is another answer than 12.0."""
    return {index: str(written.typed) for index, written in typed.items()}


def _text(given: Given, index: Index) -> str:
    """Return an element as it is typed, or nothing where it was left open."""
    return str(given.cells[index].typed) if index in given.cells else ""
