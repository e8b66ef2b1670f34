"""Gradescope's results.json: what its documentation asks for, and the points of the sheet."""

from __future__ import annotations

import json

from nnstep.classroom.feedback.sheet_facts import QuantityFacts, SheetFacts
from nnstep.classroom.gradebooks.gradescope_results import gradescope_refusal, gradescope_results

FACTS = SheetFacts(
    2.5,
    5.0,
    50.0,
    (
        QuantityFacts("z1", 1.5, 3.0, {"correct": 1, "ambiguous": 1}, ("z1[1]: several mistakes fit \x1b[31m",)),
        QuantityFacts("E", 1.0, 1.0, {"correct": 1}, ()),
        QuantityFacts("W1", 0.0, 1.0, {}, ()),
    ),
    (),
)
VISIBILITY = ("hidden", "after_due_date", "after_published", "visible")
FORMATS = ("text", "html", "simple_format", "md", "ansi")


def test_the_points_and_what_is_said_are_there() -> None:
    results = json.loads(gradescope_results(FACTS, "# story\n"))
    assert (results["score"], results["output"], results["output_format"]) == (2.5, "# story\n", "md")
    assert [(test["name"], test["score"], test["max_score"], test["output"]) for test in results["tests"]] == [
        ("z1", 1.5, 3.0, "z1[1]: several mistakes fit \\x1b[31m"),
        ("E", 1.0, 1.0, "Right."),
        ("W1", 0.0, 1.0, "Nothing on the sheet."),
    ]
    assert sum(test["score"] for test in results["tests"]) == results["score"]


def test_all_words_are_ones_that_gradescope_knows() -> None:
    results = json.loads(gradescope_results(FACTS, ""))
    assert {results["visibility"], results["stdout_visibility"]} <= set(VISIBILITY)
    assert all(test["visibility"] in VISIBILITY and test["output_format"] in FORMATS for test in results["tests"])
    assert {test["status"] for test in results["tests"]} <= {"passed", "failed"}


def test_a_sheet_that_is_not_graded_gets_no_points_and_a_reason() -> None:
    results = json.loads(gradescope_refusal("sheet.toml:1: \x1b broken"))
    assert (results["score"], results["tests"]) == (0, [])
    assert results["output"] == "Your sheet could not be graded: sheet.toml:1: \\x1b broken"
