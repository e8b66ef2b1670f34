"""Gradescope's ``results.json``: the points of a sheet, one test a quantity, and the feedback in Markdown."""

from __future__ import annotations

from typing import Any

from nnstep.classroom.feedback.sheet_facts import QuantityFacts, SheetFacts
from nnstep.harmless_text import visible
from nnstep.outputs.json_text import json_text


def gradescope_results(facts: SheetFacts, story: str) -> str:
    """Return the file for a graded sheet; `story` is the feedback for the student, in Markdown."""
    return json_text(
        {
            "score": round(facts.points, 9),
            "output": story,
            "output_format": "md",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": [_test(quantity) for quantity in facts.quantities],
        }
    )


def gradescope_refusal(reason: str) -> str:
    """Return the file for a sheet that is not graded: no points, and why."""
    said = {"output": f"Your sheet could not be graded: {visible(reason)}", "output_format": "text"}
    return json_text({"score": 0, **said, "stdout_visibility": "hidden", "tests": []})


def _test(quantity: QuantityFacts) -> dict[str, Any]:
    right = quantity.points >= quantity.maximum
    output = "\n".join(visible(text) for text in quantity.said)
    if not quantity.kinds:
        output = "Nothing on the sheet."
    return {
        "name": quantity.name,
        "score": round(quantity.points, 9),
        "max_score": round(quantity.maximum, 9),
        "status": "passed" if right else "failed",
        "output": output or ("Right." if right else ""),
        "output_format": "text",
        "visibility": "visible",
    }
