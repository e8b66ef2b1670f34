"""How two runs differ, as plain dictionaries and lists, ready for JSON."""

from __future__ import annotations

import math
from typing import Any

from nnstep.expr.array import plain
from nnstep.session.difference.difference_lines import place_text
from nnstep.session.difference.explained import ExplainedDifference, SideFacts
from nnstep.traces.difference.comparison import QuantityGap


def difference_facts(found: ExplainedDifference) -> dict[str, Any]:
    """Return everything that was found; numbers that are not finite are texts."""
    difference, mistake = found.difference, found.mistake
    return {
        "a": _side_facts(found.a),
        "b": _side_facts(found.b),
        "reference": "ab"[found.reference],
        "tolerance": {"relative": difference.closeness.relative, "absolute": difference.closeness.absolute},
        "settings": {key: {"a": a, "b": b} for key, (a, b) in found.settings.items()},
        "numbers": difference.numbers,
        "steps": difference.steps,
        "last_step": difference.last_step,
        "identical": difference.identical,
        "rounded": difference.rounded,
        "rounding": _gap_facts(found, difference.rounding, whole=False),
        "grown_rounding": difference.is_grown_rounding,
        "first": _gap_facts(found, difference.first, whole=True),
        "also": list(difference.also),
        "mistake": None
        if mistake is None
        else {
            "place": mistake.place,
            "verdict": mistake.verdict,
            "mistakes": mistake.ids,
            "statement": mistake.statement,
            "numpy": mistake.numpy,
            "questions": list(mistake.questions),
            "others": list(mistake.others),
            "conventions": mistake.conventions,
        },
        "growth": [
            {"step": row.step, "largest": {id: _number(value) for id, value in row.largest.items()}}
            for row in difference.growth.rows
        ],
    }


def _side_facts(side: SideFacts) -> dict[str, Any]:
    return {"name": side.name, "kind": side.kind, "remarks": list(side.remarks), "numpy": side.numpy}


def _gap_facts(found: ExplainedDifference, difference: QuantityGap | None, *, whole: bool) -> dict[str, Any] | None:
    if difference is None:
        return None
    gap = difference.gap
    facts = {
        "quantity": difference.id,
        "step": difference.step,
        "place": place_text(found, difference),
        "largest": _number(gap.largest),
        "relative": _number(gap.relative),
        "index": list(gap.index),
    }
    if whole:
        facts |= {"differ": gap.count, "of": gap.gaps.size, "a": plain(gap.a), "b": plain(gap.b)}
    return facts


def _number(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)
