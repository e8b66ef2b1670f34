"""Sheets of exercises whose last batch is smaller: mistakes that need another batch size are not possible there."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.grading.grader import Grader
from tests.grading.worked import network, sheet_of, worked

SETTINGS: dict[str, dict[str, object]] = {
    "columns": {},
    "rows": {"conventions": {"orientation": "row"}},
    "sum": {"conventions": {"reduction": "sum"}},
    "three layers": {"sizes": (2, 2, 2, 2), "activations": ("sigmoid",) * 3},
}


@pytest.mark.parametrize("whole", [True, False], ids=["whole sheet", "one answer"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_wrong_number_of_the_last_step_is_graded(setting: str, *, whole: bool) -> None:
    """Three samples in batches of two: the second training step has one."""
    grader = Grader(network(samples=3, batch_size=2, **SETTINGS[setting]))
    right = worked(grader.program, steps=2)
    for id in (op.target for op in grader.program.ops):
        values = {at: np.array(value) for at, value in right.items() if whole or at == (2, id)}
        values[2, id].flat[0] = 1.37 * values[2, id].flat[0] + 0.01
        first = grader.grade(sheet_of(values)).at(2, id)[0]
        assert not first.is_right, id
        assert first.exact == pytest.approx(float(right[2, id].flat[0])), id
