"""The marks of a sheet: out of what was asked, each mistake paid once."""

from __future__ import annotations

import pytest

from nnstep.grading.asked_numbers import Asked
from nnstep.grading.marks import Findings, Marks, marks_of, own_findings, point_text
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.verdict import Explanation, Kind, Verdict

ASKED: Asked = {(1, "z1"): ((0, 0), (1, 0)), (1, "a1"): ((0, 0), (1, 0)), (1, "E"): ((),), (2, "E"): ((),)}


def number(place: str, kind: Kind, *origins: str, named: int | None = None, **more: object) -> Verdict:
    """Return the verdict on an element that is written ``z1[1]``, ``E`` or ``step.2.E``."""
    step, address = (2, place.removeprefix("step.2.")) if place.startswith("step.2.") else (1, place)
    id, _, row = address.removesuffix("]").partition("[")
    index = (int(row), 0) if row else ()
    known = () if named is None else (Explanation((MISTAKES[named],), ("",), 0.0, None),)
    return Verdict(kind, step, id, index, address, origins=origins, explanations=known, **more)  # type: ignore[arg-type]


def marks(
    *verdicts: Verdict, asked: Asked = ASKED, findings: Findings | None = None, **scale: float
) -> tuple[Marks, list[float]]:
    """Return the marks, and the points of the quantities."""
    points: dict[Kind, float] = {
        "correct": 1, "rounded": 1, "single": 1, "carried": 1, "mistake": 0, "ambiguous": 0.5, "wrong": 0, "shape": 0,
        "missing": 0,
    }  # fmt: skip
    found = marks_of(GradingResult(Sheet("x", {}), verdicts), asked, {**points, **scale}, findings)  # type: ignore[dict-item]
    return found, [quantity.points for quantity in found.quantities]


def test_a_number_that_was_asked_and_is_not_on_the_sheet_has_no_points() -> None:
    found, points = marks(number("z1[0]", "correct"), number("E", "rounded"))
    assert (points, found.points, found.maximum) == ([1, 0, 1, 0], 2, 6)
    assert found.summary == "2 of 6 points (33.3 %)"
    assert [each.name for each in found.quantities] == ["z1", "a1", "E", "step.2.E"]
    assert found.numbers == {(1, "z1", (0, 0)): 1, (1, "E", ()): 1}


def test_a_number_left_out_costs_what_one_left_open_does() -> None:
    assert marks(number("z1[0]", "correct"), number("z1[1]", "missing"), missing=-0.5)[1] == [0.5, -1, -0.5, -0.5]


def test_a_number_that_was_not_asked_counts_nothing() -> None:
    found, points = marks(number("z1[0]", "correct"), number("b1[0]", "correct"), number("b1[1]", "wrong"))
    assert (points, found.maximum) == ([1, 0, 0, 0], 6)
    assert found.summary == "1 of 6 points (16.7 %), 2 numbers not asked"
    assert found.of_verdict(number("b1[0]", "correct")) is None
    assert found.of_verdict(number("z1[0]", "correct")) == 1


def test_a_mistake_costs_once_and_what_follows_from_it_nothing() -> None:
    sheet = [number("z1[0]", "wrong"), number("z1[1]", "correct"), number("a1[0]", "carried", "z1[0]")]
    assert marks(*sheet)[1] == [1, 1, 0, 0]
    assert marks(*sheet, carried=0.5)[1] == [1, 0.5, 0, 0]


def test_what_follows_without_any_work_has_no_points() -> None:
    assert marks(number("z1[0]", "wrong"), number("a1[0]", "carried", "z1[0]", trivial="it is 0"))[1] == [0, 0, 0, 0]


def test_numbers_of_one_finding_pay_once() -> None:
    sheet = [number(place, "wrong") for place in ("z1[0]", "z1[1]", "a1[0]", "a1[1]")]
    assert marks(*sheet)[1] == [0, 0, 0, 0]
    one = {(1, id, (row, 0)): 0 for id in ("z1", "a1") for row in (0, 1)}
    assert marks(*sheet, findings=one)[1] == [1, 2, 0, 0]
    assert marks(*sheet, findings=one, carried=0.25)[1] == [0.25, 0.5, 0, 0]
    two = {**one, (1, "a1", (0, 0)): 1, (1, "a1", (1, 0)): 1}
    assert marks(*sheet, findings=two)[1] == [1, 1, 0, 0]


def test_a_right_number_keeps_its_point_whatever_the_finding() -> None:
    sheet = [number("z1[0]", "wrong"), number("z1[1]", "rounded"), number("a1[0]", "ambiguous", fits_right=True)]
    one = {(1, "z1", (0, 0)): 0, (1, "z1", (1, 0)): 0, (1, "a1", (0, 0)): 0}
    assert marks(*sheet, findings=one, carried=0)[1] == [1, 0.5, 0, 0]


def test_a_repeated_mistake_belongs_to_its_first_number() -> None:
    """The two of z1 are mistakes of their own; E repeats the first, as the story of the sheet says."""
    sheet = [number("z1[0]", "mistake", named=0), number("z1[1]", "wrong"), number("E", "mistake", named=0)]
    slips = {(1, "z1", (0, 0)): 0, (1, "z1", (1, 0)): 1, (1, "E", ()): 0}
    found = own_findings(GradingResult(Sheet("x", {}), tuple(sheet), slips))
    assert found == {(1, "z1", (0, 0)): 0, (1, "z1", (1, 0)): 1, (1, "E", ()): 0}
    assert marks(*sheet, findings=found)[1] == [0, 0, 1, 0]


def test_a_mistake_in_a_number_that_was_not_asked_is_paid_by_the_first_that_follows() -> None:
    """Else showing the working would cost less than leaving it out."""
    sheet = [number("b1[0]", "wrong"), number("z1[0]", "carried", "b1[0]"), number("a1[0]", "carried", "b1[0]")]
    assert marks(*sheet)[1] == [0, 1, 0, 0]


def test_of_a_finding_the_first_that_was_asked_pays() -> None:
    sheet = [number("b1[0]", "mistake"), number("z1[0]", "mistake"), number("z1[1]", "mistake")]
    one = {(1, "b1", (0, 0)): 0, (1, "z1", (0, 0)): 0, (1, "z1", (1, 0)): 0}
    assert marks(*sheet, findings=one)[1] == [1, 0, 0, 0]


def test_an_answer_of_a_wrong_shape_has_the_points_of_that_for_each_number_asked() -> None:
    shape = Verdict("shape", 1, "z1", None, "z1")
    found, points = marks(shape, number("E", "correct"))
    assert (points, found.of_verdict(shape)) == ([0, 0, 1, 0], 0)
    assert marks(shape, shape=0.25)[1] == [0.5, 0, 0, 0]


def test_the_maximum_is_what_correct_numbers_get() -> None:
    found, points = marks(number("z1[0]", "correct"), correct=2)
    assert (points, found.maximum) == ([2, 0, 0, 0], 12)
    assert marks(correct=0)[0].percent == 0


@pytest.mark.parametrize(
    ("points", "text"), [(0.1 + 0.2, "0.3"), (4.0, "4"), (-0.0, "0"), (12345.5, "12345.5"), (-1, "-1")]
)
def test_points_are_written_without_the_noise_of_adding(points: float, text: str) -> None:
    assert point_text(points) == text
