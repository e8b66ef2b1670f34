"""The summary of a class for its lecturer: what to repeat, the mistakes, the quantities, the points, every student."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from nnstep.classroom.class_result import ClassResult, StudentOutcome
from nnstep.classroom.feedback.class_tally import RANGES, ClassTally, class_tally
from nnstep.classroom.feedback.page import (
    CodeText,
    Emphasis,
    FileLink,
    Items,
    Page,
    PageBlock,
    PageLine,
    PageTable,
    Section,
    Sentences,
)
from nnstep.grading.marks import percent_text, point_text
from nnstep.grading.mistakes import meaning_of
from nnstep.problems.message_text import counted

_MOST_MISTAKES = 25
_MOST_PLACES = 6
_MOST_NAMED = 2


def class_page(title: str, result: ClassResult, files: Mapping[str, str]) -> Page:
    """Return the summary; `files` are the files of feedback by the students' ids."""
    return tuple(_blocks(title, result, files))


def _blocks(title: str, result: ClassResult, files: Mapping[str, str]) -> Iterator[PageBlock]:
    tally = class_tally([report.facts for report in result.reports if report.facts is not None])
    yield Section((title,), 1)
    yield Sentences((Emphasis("Summary of the class"),))
    yield Items(tuple(_numbers(result, tally)))
    if tally.topics:
        yield Section(("What to repeat",))
        yield PageTable(
            ("Topic", "Students", "Share", "Mostly"),
            tuple(
                (
                    (each.topic,),
                    (str(each.students),),
                    (_share(each.students, tally.sheets),),
                    (_mostly(each.mistakes) or "mistakes of no known kind",),
                )
                for each in tally.topics
            ),
            frozenset({1, 2}),
        )
    if tally.mistakes:
        yield Section(("The most frequent mistakes",))
        yield from _mistakes(tally)
    if tally.quantities:
        yield Section(("Quantity by quantity",))
        yield from _quantities(tally)
    if tally.sheets:
        yield Section(("Points",))
        rows = (
            ((f"{low} to {high} %",), (str(count),), (_share(count, tally.sheets),))
            for (low, high), count in zip(RANGES, tally.ranges, strict=True)
        )
        yield PageTable(("Points", "Students", "Share"), tuple(rows), frozenset({1, 2}))
    yield from _listed("Not graded", result.refused, lambda each: each.refusal.splitlines()[0])
    yield from _listed("Not in the roster", result.strangers, lambda each: f"{each.file}: {each.doubt}")
    yield from _listed("Another student's variant", result.swapped, lambda each: each.swap)
    yield from _listed("Nothing handed in", result.missing, lambda _: "")
    taken = [each for each in result.students if each.report is not None and each.submission and each.submission.remark]
    yield from _listed("Several files", taken, lambda each: each.submission.remark if each.submission else "")
    yield Section(("Students",))
    yield PageTable(
        ("Student", "Id", "Points", "Percent", "Mistakes", "Status"),
        tuple(_student(each, files) for each in result.students),
        frozenset({2, 3, 4}),
    )


def _numbers(result: ClassResult, tally: ClassTally) -> Iterator[PageLine]:
    late = sum(each.submission is not None and each.submission.is_late for each in result.students)
    numbers = (
        (len(result.students) - len(result.strangers), "student", ""),
        (tally.sheets, "sheet", " graded"),
        (len(result.refused), "sheet", " not graded"),
        (len(result.missing), "student", " without a sheet"),
        (len(result.strangers), "sheet", " of nobody in the roster"),
        (late, "sheet", " handed in late"),
    )
    for count, noun, what in numbers:
        if count or not what:
            yield Emphasis(str(count)), f"{counted(count, noun).removeprefix(str(count))}{what}"
    if tally.sheets:
        yield (
            "Points: ",
            Emphasis(f"{percent_text(tally.mean)} %"),
            f" in the mean, {percent_text(tally.median)} % in the median",
        )


def _mistakes(tally: ClassTally) -> Iterator[PageBlock]:
    shown = tally.mistakes[:_MOST_MISTAKES]
    rows = (
        (
            (str(each.students),),
            (str(each.perhaps or ""),),
            (_share(each.students, tally.sheets),),
            (meaning_of(each.ids),),
            (", ".join(f"{name} ({count})" for name, count in _most(each.quantities, _MOST_PLACES)),),
            (CodeText(each.ids),),
        )
        for each in shown
    )
    head = ("Students", "Perhaps", "Share", "Mistake", "Shows first in", "Id")
    yield PageTable(head, tuple(rows), frozenset({0, 1, 2}))
    if len(tally.mistakes) > len(shown):
        yield Sentences((f"And {len(tally.mistakes) - len(shown)} more.",))


def _quantities(tally: ClassTally) -> Iterator[PageBlock]:
    rows = (
        (
            (CodeText(each.name),),
            (str(each.answered),),
            (str(each.right),),
            (str(each.began),),
            (str(each.unexplained or ""),),
            (f"{percent_text(each.percent)} %",),
        )
        for each in tally.quantities
    )
    head = ("Quantity", "Answered", "All right", "New mistake", "Of no known kind", "Points")
    yield PageTable(head, tuple(rows), frozenset(range(1, 6)))


def _student(each: StudentOutcome, files: Mapping[str, str]) -> tuple[PageLine, ...]:
    name = each.student.name or each.student.id
    whose: PageLine = (FileLink(name, files[each.student.id]),) if each.student.id in files else (name,)
    facts = each.report.facts if each.report is not None else None
    if facts is None:
        return whose, (each.student.id,), (), (), (), (each.status,)
    status = "" if each.status == "graded" else each.status
    points = f"{point_text(facts.points)} of {point_text(facts.maximum)}"
    return whose, (each.student.id,), (points,), (percent_text(facts.percent),), (str(len(facts.findings)),), (status,)


def _listed(
    title: str, students: Iterable[StudentOutcome], said: Callable[[StudentOutcome], str]
) -> Iterator[PageBlock]:
    lines = []
    for each in students:
        text = said(each)
        lines.append((Emphasis(each.student.label), f": {text}") if text else (each.student.label,))
    if lines:
        yield Section((title,))
        yield Items(tuple(lines))


def _share(count: int, of: int) -> str:
    return f"{percent_text(100 * count / of)} %" if of else ""


def _mostly(mistakes: Counter[str]) -> str:
    return "; ".join(f"{meaning_of(ids)} ({count})" for ids, count in _most(mistakes, _MOST_NAMED))


def _most(counter: Counter[str], most: int) -> list[tuple[str, int]]:
    """Return the most frequent ones; of equally many in the order of the alphabet, for the same bytes in each run."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:most]
