"""What is wrong is named by its path; many alike are told once."""

from __future__ import annotations

from nnstep.problems.findings import Subject, told


def noted(entries: int, *, fault: str = "is nan") -> list[str]:
    weights = Subject([]).key("W1")
    for index in range(entries):
        weights.row(0).entry(index).note(fault)
    weights.row(1).entry(0).note("is inf")
    return [finding.message for finding in told(weights.found)]


def test_a_few_numbers_with_the_same_fault_are_each_named() -> None:
    each = [f"W1, row 1, entry {entry} is nan" for entry in (1, 2, 3)]
    assert noted(3) == [*each, "W1, row 2, entry 1 is inf"]


def test_of_many_numbers_with_the_same_fault_the_first_is_named() -> None:
    assert noted(4) == ["W1, row 1, entry 1 is nan; others of W1 have the same problem", "W1, row 2, entry 1 is inf"]


def test_the_same_fault_of_different_keys_is_told_of_each() -> None:
    top = Subject([])
    for key in "abcde":
        top.key(key).note("is not a known key", at_key=True)
    assert [finding.message for finding in told(top.found)] == [f"{key} is not a known key" for key in "abcde"]
