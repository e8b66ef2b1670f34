"""An exercise worked question by question: it asks for the next value and checks the answer at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nnstep.debugger.debugger import Debugger
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.explain.explanation import numbers_put_in, operation_formula
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.expr.walks.evaluate import evaluate
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Given, Index
from nnstep.grading.sheet.number_forms import number_of
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import Verdict
from nnstep.session.practice.answer_grading import AnswerPlace, KeptNumbers, PracticeGrader
from nnstep.session.practice.hints import Hint, hint_of, note_hint
from nnstep.session.practice.question import Question, Record, digits_of

_DIGITS = Digits()


class Practice:
    """An exercise, question by question, from the debugger's current position."""

    def __init__(self, debugger: Debugger) -> None:
        """Begin at the current position; raise CommandError where the run was changed."""
        self._debugger = debugger
        self.program = debugger.program
        self.records: dict[AnswerPlace, Record] = {}
        self.kept = KeptNumbers(debugger.program)
        self._grader = PracticeGrader(debugger.program)
        self._saved: dict[AnswerPlace, dict[Index, str]] = {}
        """The numbers that counted when they were saved last."""
        self.check_unchanged()

    def check_unchanged(self) -> None:
        """Raise CommandError where the run was changed: its answers would be those of another exercise."""
        if self._debugger.edits:
            hint = "undo the changes; or save them as a scenario, as in save changed.toml, and open that"
            raise CommandError("the run was changed, so this is another exercise", hint)

    @property
    def parts(self) -> tuple[object, ...]:
        """The objects that hold the state, for a snapshot."""
        return self, self.kept

    @property
    def frame(self) -> Frame:
        """The present frame of the run."""
        return self._debugger.frame

    @property
    def question(self) -> Question | None:
        """The present question; None at the end of the run."""
        if self.frame.next_op is None:
            return None
        step = self.frame.step + 1 + (self.frame.done == len(self.program.ops))
        return self.question_at((step, self.frame.next_op.target))

    def asks(self, place: AnswerPlace) -> bool:
        """Return whether there is a question at a place."""
        step, id = place
        return 1 <= step <= self.program.schedule.steps and any(op.target == id for op in self.program.ops)

    def question_at(self, place: AnswerPlace) -> Question:
        """Return the question at a place."""
        step, id = place
        return Question(step, self.program.ops[self.kept.order(place)[1]], self.program.shapes_in(step - 1)[id])

    @property
    def record(self) -> Record | None:
        """The record of the present question."""
        question = self.question
        return None if question is None else self.records.setdefault(question.place, Record(question))

    def note_draft(self, texts: Mapping[Index, str]) -> None:
        """Keep the texts in the cells of the present question until they are checked."""
        record = self.record
        if record is not None:
            draft = {index: text.strip() for index, text in texts.items() if text.strip()}
            checked = digits_of(record.typed)
            record.draft = {} if {index: str(number_of(text)) for index, text in draft.items()} == checked else draft

    def answer(self, texts: Mapping[Index, str]) -> tuple[Verdict, ...]:
        """Check the texts typed for the present question, by element; raise SheetError for one that is not a number.

        Elements left open are missing. The same numbers again are not another attempt. At the end of the run there is
        no verdict.
        """
        record = self.record
        return () if record is None else self._answer(record, texts)

    def _answer(self, record: Record, texts: Mapping[Index, str]) -> tuple[Verdict, ...]:
        record.take({index: Written.of(text) for index, text in texts.items() if text.strip()})
        self.check(record)
        digits = ", ".join(f"{list(index)} {text}" for index, text in digits_of(record.typed).items())
        self._debugger.remark("answer", digits, record.question.op.target)
        return record.verdicts

    def check(self, record: Record) -> None:
        """Check the last numbers typed for a question; all other answers are judged anew with them."""
        answers = {**self.answers, record.question.place: record.given(record.typed)}
        result = self._grader.result(dict(sorted(answers.items(), key=lambda item: self.kept.order(item[0]))))
        for place in answers:
            other = self.records[place]
            if other is record or digits_of(other.typed) == digits_of(other.counted):
                other.verdicts = result.at(*place)

    @property
    def answers(self) -> dict[AnswerPlace, Given]:
        """The answers that count, in the order of the run; one whose right value was shown at once is left open."""
        places = sorted((at for at, record in self.records.items() if record.is_scored), key=self.kept.order)
        return {at: self.records[at].given(self.records[at].counted) for at in places}

    def result(self) -> GradingResult:
        """Return the verdicts on all answers that count: the same as on the saved sheet."""
        return self._grader.result(self.answers)

    def go_on(self, *, with_own: bool) -> None:
        """Go to the next question, with your own numbers or with the right ones.

        The right numbers can be seen from then on, so they end the points of a question that was tried; one that was
        not tried is skipped.
        """
        record = self.record
        if record is None:
            return
        place = record.question.place
        own = Given(place[1], record.question.shape, dict(record.typed)) if with_own and record.typed else None
        self.kept.keep(place, own)
        if own is None and not record.is_scored:
            record.skipped = True
        else:
            record.draft = {}
            if not record.is_right:  # what follows shows the right values in the place of those not kept
                kept = own.cells if own is not None else {}
                record.revealed.update(index for index in record.question.asked if index not in kept)
        self._move(1)

    def skip(self) -> None:
        """Go to the next question as this one stands: right, with your own numbers kept before, or skipped."""
        record = self.record
        if record is not None:
            self.go_on(with_own=record.is_right or self.kept.holds(record.question.place))

    def go_back(self) -> bool:
        """Go to the question before; return whether there is one."""
        here = self.frame.position
        if here > self._debugger.run.first_position:
            self._move(-1)
        return self.frame.position < here

    def go_to(self, place: AnswerPlace) -> None:
        """Go to the question at a place."""
        self._move(self._position_of(place) - self.frame.position)

    def _position_of(self, place: AnswerPlace) -> int:
        step, op = self.kept.order(place)
        return (step - 1) * len(self.program.ops) + op

    def go_to_first_open(self, position: int | None = None) -> None:
        """Go to a position, or else to the first question that was not answered."""
        if position is None:
            places = (
                (step, op.target) for step in range(1, self.program.schedule.steps + 1) for op in self.program.ops
            )
            first = next((at for at in places if at not in self.records), None)
            position = self.program.last_position if first is None else self._position_of(first)
        self._move(position - self.frame.position)

    def repeat(self, place: AnswerPlace) -> None:
        """Go to a question with its cells empty again; what counted before counts until other numbers are typed."""
        self.go_to(place)
        self.records[place].begin_again()

    def _move(self, count: int) -> None:
        self._debugger.stopped_by = None
        self._debugger.step(count)

    def reveal(self, writing: Writing, digits: Digits = _DIGITS) -> tuple[str, ...]:
        """Show the right method for the present question: its formula, and the numbers put in with the result.

        After your own earlier numbers these are what follows from them. Its points are from then on what they were.
        """
        record, frame = self.record, self._next_frame()
        if record is None or frame.op is None:
            return ()
        if not record.is_right:
            record.revealed.update(record.question.asked)
        return (operation_formula(frame.op, self.program, writing), "", *numbers_put_in(frame, digits, writing))

    def hint(self, index: Index, writing: Writing, digits: Digits = _DIGITS) -> Hint | None:
        """Return one more hint than before on the present question and its element at `index`; None at the end."""
        record, frame = self.record, self._next_frame()
        if record is None or frame.op is None:
            return None
        return hint_of(frame, index, writing, digits, note_hint(record, index))

    def operands(self) -> Mapping[str, Array]:
        """Return what the present question's operation reads, in the order of its formula, as you keep it."""
        return {} if self.question is None else self._next_frame().inputs

    def _next_frame(self) -> Frame:
        """Return the frame after the present question's operation, worked with the numbers that were kept."""
        here, question = self.frame.position, self.question
        if question is None:
            return self.frame
        frame = self._debugger.peek(here + 1)
        self._debugger.peek(here)
        inputs = self.kept.laid_over(frame.inputs, question.place, frame.step, frame.done - 1)
        own = any(inputs[id] is not frame.inputs[id] for id in inputs)
        return replace(frame, inputs=inputs, result=evaluate(question.op.expression, inputs) if own else frame.result)

    def shown(self, frame: Frame) -> Frame:
        """Return the present frame with the numbers that were kept."""
        place = self.question.place if self.question is not None else None
        return replace(frame, values=self.kept.laid_over(frame.values, place, frame.step, frame.done))

    @property
    def unsaved(self) -> list[AnswerPlace]:
        """The answers, checked or not, that are not in a file as they are now."""
        return sorted((at for at, record in self.records.items() if self._is_unsaved(at, record)), key=self.kept.order)

    def _is_unsaved(self, place: AnswerPlace, record: Record) -> bool:
        """Return whether an answer would be lost; numbers typed after the right value was shown do not count."""
        has_draft = bool(record.draft) and not record.shown
        return has_draft or digits_of(record.counted) != self._saved.get(place, {})

    def note_saved(self) -> None:
        """Take the answers that count as saved."""
        self._saved = {at: digits_of(self.records[at].counted) for at in self.answers}

    def check_begun(self) -> None:
        """Raise CommandError where nothing was typed at all."""
        if not self._drafts and not any(given.cells for given in self.answers.values()):
            raise CommandError("no answers yet, so there is nothing to save", "type a value and press enter")

    def check_drafts(self) -> None:
        """Check what was typed and not checked yet; raise SheetError for a text that is not a number."""
        for record in self._drafts:
            self._answer(record, record.draft)

    @property
    def _drafts(self) -> list[Record]:
        return [record for record in self.records.values() if record.draft and not record.shown]
