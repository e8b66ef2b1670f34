"""What a class did, counted in students: held against a count by hand."""

from __future__ import annotations

from nnstep.classroom.feedback.class_tally import class_tally
from nnstep.classroom.feedback.sheet_facts import FindingFacts, QuantityFacts, SheetFacts


def sheet(percent: float, *findings: FindingFacts, kinds: dict | None = None) -> SheetFacts:
    quantity = QuantityFacts("z1", percent / 50, 2.0, {"correct": 2} if kinds is None else kinds, ())
    return SheetFacts(percent / 50, 2.0, percent, (quantity,), findings)


BIAS = FindingFacts("z1", "mistake", "bias-missing", ("biases",))
PERHAPS = FindingFacts("z1", "ambiguous", "bias-missing", ("biases",))
ELSEWHERE = FindingFacts("dW1", "mistake", "bias-missing", ("biases",))
BOTH = FindingFacts("z1", "mistake", "rate-twice + sign-lost", ("gradient descent", "chain rule"))
UNKNOWN = FindingFacts("z1", "wrong", "", ("weighted sums",))


def test_each_mistake_counts_once_a_student() -> None:
    tally = class_tally([sheet(50, BIAS, BIAS, ELSEWHERE), sheet(50, PERHAPS), sheet(0, PERHAPS, BIAS), sheet(0, BOTH)])
    assert [(each.ids, each.students, each.perhaps, dict(each.quantities)) for each in tally.mistakes] == [
        ("bias-missing", 2, 1, {"z1": 3, "dW1": 1}),
        ("rate-twice + sign-lost", 1, 0, {"z1": 1}),
    ]
    assert [(each.topic, each.students) for each in tally.topics] == [
        ("biases", 3),
        ("chain rule", 1),
        ("gradient descent", 1),
    ]


def test_each_quantity_counts_its_students() -> None:
    tally = class_tally(
        [
            sheet(100),
            sheet(50, UNKNOWN, kinds={"correct": 1, "wrong": 1}),
            sheet(0, kinds={}),
            sheet(0, kinds={"missing": 2}),
        ]
    )
    (one,) = tally.quantities
    assert (one.answered, one.right, one.began, one.unexplained) == (2, 1, 1, 1)
    assert one.percent == 37.5
    assert tally.mistakes == ()
    assert [each.topic for each in tally.topics] == ["weighted sums"]


def test_points_are_summed_up() -> None:
    tally = class_tally([sheet(percent) for percent in (0, 19.9, 20, 59, 80, 100)])
    assert (tally.mean, tally.median, tally.ranges) == (278.9 / 6, 39.5, (2, 1, 1, 0, 2))
    empty = class_tally([])
    assert (empty.sheets, empty.mean, empty.ranges) == (0, 0.0, (0,) * 5)
