"""Sheets of exercises whose last batch is smaller: mistakes that need another batch size are not possible there."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.grading.grader import Grader
from nnstep.optimizers import OPTIMIZERS
from tests.grading.worked import network, sheet_of, worked


def optimizer(name: str) -> dict[str, object]:
    return {"optimizer": name, "settings": dict(OPTIMIZERS[name].settings)}


SETTINGS: dict[str, dict[str, object]] = {
    "columns": {},
    "rows": {"conventions": {"orientation": "row"}},
    "sum": {"conventions": {"reduction": "sum"}},
    "three layers": {"sizes": (2, 2, 2, 2), "activations": ("sigmoid",) * 3},
    "momentum": optimizer("momentum"),
    "adam": optimizer("adam"),
}


def grader_of(setting: str) -> Grader:
    """Three samples in batches of two: the second training step has one."""
    return Grader(network(samples=3, batch_size=2, **SETTINGS[setting]))


@pytest.mark.sweep
@pytest.mark.parametrize("whole", [True, False], ids=["whole sheet", "one answer"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_wrong_number_of_the_last_step_is_graded(setting: str, *, whole: bool) -> None:
    grader = grader_of(setting)
    right = worked(grader.program, steps=2)
    for id in [op.target for op in grader.program.ops][:: 9 if whole else 5]:
        values = {at: np.array(value) for at, value in right.items() if whole or at == (2, id)}
        values[2, id].flat[0] = 1.37 * values[2, id].flat[0] + 0.01
        first = grader.grade(sheet_of(values)).at(2, id)[0]
        assert not first.is_right, id
        assert first.exact == pytest.approx(float(right[2, id].flat[0])), id


@pytest.mark.sweep
@pytest.mark.parametrize("step", [2, 3])
@pytest.mark.parametrize("setting", ["columns", "momentum", "adam"])
def test_an_answer_that_is_wrong_throughout_is_no_consequence(setting: str, step: int) -> None:
    """Step 2 has the smaller batch, and step 3 follows it with a whole one."""
    grader = grader_of(setting)
    for id in ("z1", "E", "delta1", "W1"):
        wrong = np.full(grader.program.shapes_in(step - 1)[id], 0.7654321)
        verdicts = grader.grade(sheet_of({(step, id): wrong})).verdicts
        assert {verdict.kind for verdict in verdicts} <= {"wrong", "ambiguous", "mistake"}, id
