"""Verdicts for programs: plain dictionaries, to be written as JSON. Knows no face."""

from __future__ import annotations

import math
from typing import Any

from nnstep.grading.result import Judgement
from nnstep.grading.verdict import Explanation, Kind, Verdict, points


def judgement_facts(judgement: Judgement, scale: dict[Kind, float] | None = None) -> dict[str, Any]:
    """Return everything that was found on a sheet."""
    first = judgement.first_slip
    return {
        "sheet": judgement.sheet.name,
        "summary": judgement.summary,
        "right": judgement.is_right,
        "points": judgement.points(scale),
        "numbers": len(judgement.verdicts),
        "counts": judgement.counts(),
        "first_slip": None if first is None else first.place,
        "mistakes": list(judgement.mistakes),
        "verdicts": [verdict_facts(verdict, scale) for verdict in judgement.verdicts],
    }


def verdict_facts(verdict: Verdict, scale: dict[Kind, float] | None = None) -> dict[str, Any]:
    """Return one verdict."""
    return {
        "step": verdict.step,
        "quantity": verdict.id,
        "index": None if verdict.index is None else list(verdict.index),
        "place": verdict.place,
        "verdict": verdict.kind,
        "points": points(verdict, scale),
        "written": None if verdict.written is None else str(verdict.written),
        "right_value": _number(verdict.exact),
        "from_own_answers": _number(verdict.recomputed),
        "interval": None if verdict.interval is None else [_number(end) for end in verdict.interval],
        "follows_from": list(verdict.origins),
        "trivial": verdict.trivial,
        "digits_that_tell": verdict.digits,
        "remark": verdict.remark,
        "not_looked_further": verdict.cut_short,
        "explanations": [_explanation(explanation) for explanation in verdict.explanations],
        "also_given_by": [_explanation(explanation) for explanation in verdict.alike],
    }


def _explanation(explanation: Explanation) -> dict[str, Any]:
    return {
        "mistakes": [mistake.id for mistake in explanation.mistakes],
        "details": list(explanation.details),
        "sentence": explanation.sentence,
        "questions": [mistake.question for mistake in explanation.mistakes],
        "value": _number(explanation.value),
        "digits_that_tell_it_from_the_right_value": explanation.digits,
        "numpy": explanation.line,
    }


def _number(value: float | None) -> float | str | None:
    """Return a number that JSON can hold, or the name of what it can't."""
    return value if value is None or math.isfinite(value) else str(value)
