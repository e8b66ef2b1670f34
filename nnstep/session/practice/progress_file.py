"""The file of an exercise to resume: an answer sheet, which can be checked like any other, and a table of progress.

The table ``[practice]`` holds the position and, by question, the attempts, the hints, the elements whose value was
shown, and whether you went on with your own numbers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nnstep.errors import CommandError, SheetError
from nnstep.grading.sheet.answer_sheet import Given, Index
from nnstep.grading.sheet.blank_sheet import sheet_text
from nnstep.grading.sheet.sheet_reader import read_sheet, sheet_file_text
from nnstep.grading.sheet.written_numbers import Written
from nnstep.harmless_text import visible
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.whole import write_text
from nnstep.program.positions import parse_position
from nnstep.session.practice.answer_grading import AnswerPlace
from nnstep.session.practice.hints import ON_OPERATION
from nnstep.session.practice.practice import Practice
from nnstep.session.practice.question import Record, digits_of

_HEADING = "[practice]"


def save_progress(practice: Practice, path: Path, *, overwrite: bool) -> None:
    """Save the answers that count as an answer sheet, with the progress; what is not checked yet is checked first.

    Elements left open stay open on it. Raise FileTakenError where the file exists and must stay, OutputError where
    it can't be written, SheetError for a text that is not a number, and CommandError where nothing was typed.
    """
    practice.check_begun()
    program = practice.program
    check_outputs(Output(path, {".toml": "an answer sheet"}), inputs=program.scenario.inputs, overwrite=overwrite)
    practice.check_drafts()
    texts = {
        place: {
            index: str(given.cells[index].typed) if index in given.cells else ""
            for index in practice.records[place].question.asked
        }
        for place, given in practice.answers.items()
    }
    sheet = sheet_text(program, texts, f"Answers to {program.name}")
    write_text(path, "\n".join([sheet, *_progress_lines(practice), ""]), overwrite=overwrite)
    practice.note_saved()


def _progress_lines(practice: Practice) -> Iterator[str]:
    yield _HEADING
    yield f'scenario = "{_name_of(practice)}"'
    yield f'position = "{practice.frame.place}"'
    for place in sorted(practice.records, key=practice.kept.order):
        facts = list(_facts(practice.records[place], is_kept=practice.kept.holds(place)))
        if facts:
            step, id = place
            yield from ("", f"[practice.{step}.{id}]", *facts)


def _facts(record: Record, *, is_kept: bool) -> Iterator[str]:
    if record.attempts:
        yield f"attempts = {record.attempts}"
    if record.hints:
        yield f"hints = {record.hints}"
    if record.worked:
        yield f"worked = {_by_element(record.worked)}"
    if record.revealed:
        yield f"revealed = {list(map(_key, sorted(record.revealed)))}"
    if record.typed and digits_of(record.typed) != digits_of(record.counted):
        yield f"typed = {_by_element(digits_of(record.typed))}"
    if record.skipped:
        yield "skipped = true"
    if is_kept:
        yield "own = true"


def _by_element(facts: Mapping[Index, object]) -> str:
    return f"{{{', '.join(f'{_key(index)!r} = {fact!r}' for index, fact in facts.items())}}}"


def _key(index: Index) -> str:
    return ",".join(map(str, index))


def _name_of(practice: Practice) -> str:
    return visible(practice.program.name).replace("\\", "/").replace('"', "'")


def resume(practice: Practice, path: str | Path) -> None:
    """Go on, in one that was just begun, with an exercise that was saved, at the question where it was left.

    Of an answer sheet without progress all answers are taken, and its first question without one comes next. Raise
    SheetError with what is wrong with the file, CommandError where it belongs to another exercise.
    """
    table = _progress(path)
    owner = table.get("scenario", _name_of(practice))
    if owner != _name_of(practice):
        message = f"{path}: these are answers to {owner}, and this is {practice.program.name}"
        raise CommandError(message, "open that exercise with --resume")
    answers = read_sheet(path, practice.program).answers
    for place, given in answers.items():
        if not practice.asks(place):
            continue
        record = _record(practice, place)
        record.take({index: given.cells[index] for index in record.question.asked if index in given.cells})
    try:
        for step, questions in table.items():
            for id, facts in questions.items() if step.isdecimal() else ():
                _take(practice, (int(step), id), facts)
        position = parse_position(table["position"], practice.program) if "position" in table else None
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError, CommandError, SheetError):
        message = f"{path}: the table {_HEADING} was changed and can't be used"
        raise SheetError(message, "remove it: then the answers alone are taken") from None
    for record in practice.records.values():
        if record.typed:
            practice.check(record)
    practice.note_saved()
    practice.go_to_first_open(position)


def _progress(path: str | Path) -> dict[str, Any]:
    """Return the table of progress of a file; it is the last thing there, and what comes before need not be TOML."""
    _, heading, rest = f"\n{sheet_file_text(path)}".replace("\r\n", "\n").rpartition(f"\n{_HEADING}\n")
    try:
        table: dict[str, Any] = tomllib.loads(f"{heading}{rest}")["practice"] if heading else {}
    except (ValueError, RecursionError) as error:
        raise SheetError(f"{path}: the table {_HEADING} is not TOML: {error}", "remove it") from None
    return table


def _take(practice: Practice, place: AnswerPlace, facts: Mapping[str, Any]) -> None:
    """Take what is noted on one question; raise what comes of facts that make no sense."""
    if not practice.asks(place):
        raise ValueError
    record = _record(practice, place)
    by_key = {_key(index): index for index in record.question.asked}
    record.attempts = int(facts.get("attempts", 0))
    record.hints = min(int(facts.get("hints", 0)), ON_OPERATION)
    record.worked = {by_key[key]: int(count) for key, count in facts.get("worked", {}).items()}
    record.revealed = {by_key[key] for key in facts.get("revealed", [])}
    if "typed" in facts:
        record.typed = {by_key[key]: Written.of(text) for key, text in facts["typed"].items()}
    record.skipped = facts.get("skipped") is True
    if facts.get("own") is True:
        practice.kept.keep(place, Given(place[1], record.question.shape, dict(record.typed)))


def _record(practice: Practice, place: AnswerPlace) -> Record:
    return practice.records.setdefault(place, Record(practice.question_at(place)))
