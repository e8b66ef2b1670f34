"""An exercise worked question by question: it asks for the next value and checks the answer at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnstep.debugger.debugger import Debugger
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.expr.network_notation import Writing
from nnstep.grading.marks import Marks, marks_of, point_text
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Given, Index
from nnstep.grading.sheet.blank_sheet import sheet_text
from nnstep.grading.sheet.number_forms import number_of
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import Verdict
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.whole import write_text
from nnstep.session.practice.answer_grading import AnswerPlace, KeptNumbers, PracticeGrader
from nnstep.session.practice.question import MOST_HINTS, Hint, Question, Record, digits_of, hint_of


class Practice:
    """An exercise, question by question, from the debugger's current position."""

    def __init__(self, debugger: Debugger) -> None:
        """Begin at the current position; raise CommandError where the run was changed."""
        self._debugger = debugger
        self.program = debugger.program
        self.records: dict[AnswerPlace, Record] = {}
        self._kept = KeptNumbers(debugger.program)
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
        return self, self._kept

    @property
    def question(self) -> Question | None:
        """The present question; None at the end of the run."""
        frame = self._debugger.frame
        if frame.next_op is None:
            return None
        step = frame.step + 1 + (frame.done == len(self.program.ops))
        return Question(step, frame.next_op, self.program.shapes_in(step - 1)[frame.next_op.target])

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
        typed = {index: Written.of(text) for index, text in texts.items() if text.strip()}
        record.attempts += digits_of(typed) != digits_of(record.typed)
        record.typed, record.draft = typed, {}
        if not record.shown:
            record.counted = typed
        self._check(record)
        digits = ", ".join(f"{list(index)} {text}" for index, text in digits_of(typed).items())
        self._debugger.remark("answer", digits, record.question.op.target)
        return record.verdicts

    def _check(self, record: Record) -> None:
        """Check the last numbers typed for a question; all other answers are judged anew with them."""
        answers = {**self.answers, record.question.place: record.given(record.typed)}
        result = self._grader.result(dict(sorted(answers.items(), key=lambda item: self._kept.order(item[0]))))
        for place in answers:
            self.records[place].verdicts = result.at(*place)

    @property
    def answers(self) -> dict[AnswerPlace, Given]:
        """The answers that count, in the order of the run; one whose right value was shown at once is left open."""
        places = sorted((at for at, record in self.records.items() if record.is_scored), key=self._kept.order)
        return {at: self.records[at].given(self.records[at].counted) for at in places}

    def result(self) -> GradingResult:
        """Return the verdicts on all answers that count: the same as on the saved sheet."""
        return self._grader.result(self.answers)

    def go_on(self, *, with_own: bool) -> None:
        """Go to the next question, with your own numbers or with the right ones."""
        record = self.record
        if record is None:
            return
        place = record.question.place
        record.draft = {}
        own = Given(place[1], record.question.shape, dict(record.typed)) if with_own and record.typed else None
        self._kept.keep(place, own)
        if own is None and not record.shown:
            record.shown = not record.is_right
        self._step()

    def pass_over(self) -> list[str]:
        """Skip the questions that are too large to type, and return their ids."""
        passed: dict[str, None] = {}
        while (question := self.question) is not None and not question.is_askable:
            passed[question.op.target] = None
            self._step()
        return list(passed)

    def _step(self) -> None:
        self._debugger.stopped_by = None
        self._debugger.step()

    def hint(self, index: Index, writing: Writing) -> Hint | None:
        """Return one more hint than before; the last one works out the element at `index`."""
        record = self.record
        if record is None:
            return None
        record.hints = min(MOST_HINTS, record.hints + 1)
        here = self._debugger.frame.position
        frame = self._debugger.peek(here + 1)
        self._debugger.peek(here)
        inputs = self._kept.laid_over(frame.inputs, record.question.place, frame.step, frame.done - 1)
        return hint_of(replace(frame, inputs=inputs), index, writing, record.hints)

    def shown(self, frame: Frame) -> Frame:
        """Return the present frame with the numbers that were kept."""
        place = self.question.place if self.question is not None else None
        return replace(frame, values=self._kept.laid_over(frame.values, place, frame.step, frame.done))

    @property
    def unsaved(self) -> list[AnswerPlace]:
        """The answers, checked or not, that are not in a file as they are now."""
        return sorted((at for at, record in self.records.items() if self._is_unsaved(at, record)), key=self._kept.order)

    def _is_unsaved(self, place: AnswerPlace, record: Record) -> bool:
        """Return whether an answer would be lost; numbers typed after the right value was shown do not count."""
        has_draft = bool(record.draft) and not record.shown
        return has_draft or digits_of(record.counted) != self._saved.get(place, {})

    def save(self, path: Path, *, overwrite: bool) -> None:
        """Save the answers that count as an answer sheet; what is not checked yet is checked first.

        Elements left open stay open on it. Raise FileTakenError where the file exists and must stay, OutputError where
        it can't be written, SheetError for a text that is not a number, and CommandError where nothing was typed.
        """
        drafts = [record for record in self.records.values() if record.draft and not record.shown]
        if not drafts and not any(given.cells for given in self.answers.values()):
            raise CommandError("no answers yet, so there is nothing to save", "type a value and press enter")
        check_outputs(
            Output(path, {".toml": "an answer sheet"}), inputs=self.program.scenario.inputs, overwrite=overwrite
        )
        for record in drafts:
            self._answer(record, record.draft)
        answers = self.answers
        texts = {
            at: {
                index: str(given.cells[index].typed) if index in given.cells else ""
                for index in np.ndindex(given.shape)
            }
            for at, given in answers.items()
        }
        write_text(path, sheet_text(self.program, texts, f"Answers to {self.program.name}"), overwrite=overwrite)
        self._saved = {at: digits_of(self.records[at].counted) for at in answers}


def score_lines(practice: Practice) -> list[str]:
    """Return a line for each question that was answered, or whose right value was shown, and the total."""
    counted = [record for record in practice.records.values() if record.is_scored]
    if not counted:
        return ["no answers yet"]
    result = practice.result()
    marks = marks_of(result)
    lines = [_line(record, result.at(*record.question.place), marks) for record in counted]
    total = f"{point_text(marks.points)} of {point_text(marks.maximum)} points"
    return [*lines, "", f"{total}, {marks.percent:.0f} %"]


def _line(record: Record, verdicts: tuple[Verdict, ...], marks: Marks) -> str:
    kinds = [verdict.kind for verdict in verdicts] if record.counted else []
    extras = [
        ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)),
        f"{record.attempts} attempts" if record.attempts > 1 else "",
        f"{record.hints} {'hint' if record.hints == 1 else 'hints'}" if record.hints else "",
        "the right value was shown" if record.shown else "",
    ]
    step, id = record.question.place
    place = id if step == 1 else f"{step}.{id}"
    about = ", ".join(filter(None, extras))
    own = marks.of(step, id)
    reached = point_text(0 if own is None else own.points)
    return f"{place:<10} {reached:>5} of {record.question.size:<3} {about}"
