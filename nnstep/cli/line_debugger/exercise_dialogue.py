"""Exercise mode as questions and answers: each value is asked for, checked and explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from nnstep.cli.line_debugger.answer_remarks import hint_remarks, verdict_remarks
from nnstep.cli.line_debugger.leave_question import is_saved
from nnstep.cli.line_debugger.problem_line import complain
from nnstep.cli.line_debugger.stop_account import value_account
from nnstep.cli.line_debugger.terminal_lines import TerminalLines
from nnstep.cli.output import say
from nnstep.errors import NNStepError, SheetError
from nnstep.expr.walks.shape import shape_text
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.number_forms import number_of
from nnstep.problems.message_text import counted
from nnstep.program.addresses import address
from nnstep.session.practice.pasted import filling
from nnstep.session.practice.question import Question, Record
from nnstep.session.practice.score import points_so_far, score_lines, step_signs
from nnstep.session.session import Session
from nnstep.session.unsaved import answers_of

_HOW = (
    "type each value with all the digits you have; several in one line fill the next ones, and 1/3 is fine",
    "an empty line leaves a value as it is; instead of a value you can type:",
    "hint, method (shows the right values), own (go on with your own ones), skip, back, score, save, leave",
)


class ExerciseDialogue:
    """Asks the questions of a session's exercise from its present position on."""

    def __init__(self, session: Session, lines: TerminalLines, give_up: Callable[[NNStepError], None]) -> None:
        """`give_up` ends a recording that could not follow; raise CommandError in a changed run."""
        self._session = session
        self._practice = session.exercise()
        self._lines = lines
        self._give_up = give_up
        self._words: Mapping[str, Callable[[Record, Index], bool]] = {
            "hint": self._hint,
            "method": self._show_method,
            "own": self._use_own,
            "skip": self._skip,
            "back": self._back,
            "score": self._say_score,
            "save": self._save,
        }
        """By word: what answers it, and returns whether another question is the present one now."""

    def run(self) -> None:
        """Ask until the end of the run, or until the person leaves; raise EOFError where nobody can type any more."""
        _say(_HOW)
        while (record := self._practice.record) is not None and self._is_answered(record):
            self._session.settle()
        _say(score_lines(self._practice))

    def _is_answered(self, record: Record) -> bool:
        """Ask for one question's values until another question is the present one; return False to leave."""
        _say(self._question_lines(record.question))
        texts = {index: str(written) for index, written in record.typed.items()}
        wanted = [index for index in record.question.asked if index not in texts] or list(record.question.asked)
        while True:
            match self._asked(record, texts, wanted):
                case "left":
                    return False
                case "elsewhere":
                    return True
                case "typed" if not texts:
                    say("nothing is typed yet: hint helps, method shows the right values, skip goes on")
                case "typed":
                    if self._is_right(record, texts):
                        self._move(lambda: self._practice.go_on(with_own=True))
                        return True
                    wrong = {v.index for v in record.verdicts if not (v.is_right or v.kind == "carried")}
                    wanted = [index for index in record.question.asked if index in wrong]

    def _question_lines(self, question: Question) -> Iterator[str]:
        id, op = question.op.target, question.op
        signs = step_signs(self._practice)
        number = next(n for n, (place, _) in enumerate(signs, start=1) if place == question.place)
        step = f"training step {question.step}, " if self._practice.program.schedule.steps > 1 else ""
        layer = f", layer {op.layer}" if op.layer else ""
        points = points_so_far(self._practice)
        so_far = f"; {points} so far" if points else ""
        yield f"\n{step}question {number} of {len(signs)}: {id}, {op.role}{layer}{so_far}"
        for name, value in self._practice.operands().items():
            yield from value_account(name, value, self._session.digits)
        size = f"{counted(question.size, 'number')}, {shape_text(question.shape)}" if question.shape else "one number"
        yield f"{id} = ?  {size}"

    def _asked(self, record: Record, texts: dict[Index, str], wanted: list[Index]) -> str:
        """Ask for the `wanted` elements and put what is typed into `texts`; return what came of it."""
        rest = list(wanted)
        while rest:
            index = rest[0]
            old = f" ({texts[index]})" if index in texts else ""
            answer = self._lines.ask(f"{address(record.question.op.target, index, self._practice.program)}{old}? ")
            if answer == "leave":
                return "left"
            if answer in self._words:
                if self._words[answer](record, index):
                    return "elsewhere"
            elif answer:
                filled = self._filled(record.question, rest, answer)
                texts.update(filled)
                rest = [other for other in rest if other not in filled]
            else:
                rest.pop(0)
        return "typed"

    def _filled(self, question: Question, rest: list[Index], answer: str) -> Mapping[Index, str]:
        """Return which elements a line of numbers fills; say why where it fills none."""
        try:
            found = filling(answer, question.shape, question.asked, rest[0])
            wrong = next((text for text in found.texts.values() if number_of(text) is None), None)
            if wrong is not None:
                raise SheetError(f"{wrong!r} is not a number", f"type one, or {', '.join(self._words)} or leave")
        except NNStepError as error:
            complain(error)
            return {}
        return found.texts

    def _is_right(self, record: Record, texts: Mapping[Index, str]) -> bool:
        """Check what was typed, and say of each number what is to be said."""
        try:
            self._practice.answer(texts)
        except NNStepError as error:
            complain(error)
            return False
        _say(verdict_remarks(record.verdicts))
        if not record.is_right:
            say("type it again; or hint, method, own, skip")
        return record.is_right

    def _hint(self, _: Record, index: Index) -> bool:
        hint = self._practice.hint(index, self._session.display.writing, self._session.digits)
        _say(hint_remarks(hint) if hint is not None else ())
        return False

    def _show_method(self, _: Record, __: Index) -> bool:
        _say(self._practice.reveal(self._session.display.writing, self._session.digits))
        self._move(lambda: self._practice.go_on(with_own=False))
        return True

    def _use_own(self, record: Record, _: Index) -> bool:
        if not record.typed:
            say("first type the numbers and have them checked")
            return False
        self._move(lambda: self._practice.go_on(with_own=True))
        return True

    def _skip(self, _: Record, __: Index) -> bool:
        self._move(self._practice.skip)
        return True

    def _back(self, _: Record, __: Index) -> bool:
        before = self._practice.question
        self._move(self._practice.go_back)
        if self._practice.question == before:
            say("this is the first question")
        return True

    def _say_score(self, _: Record, __: Index) -> bool:
        _say(score_lines(self._practice))
        return False

    def _save(self, _: Record, __: Index) -> bool:
        is_saved(answers_of(self._practice), self._lines)
        return False

    def _move(self, move: Callable[[], object]) -> None:
        """Make a move; if only the recording can't follow it, end the recording."""
        try:
            move()
        except NNStepError as error:
            self._give_up(error)
            move()
        self._session.arrived()


def _say(lines: Iterator[str] | tuple[str, ...] | list[str]) -> None:
    for line in lines:
        say(line)
