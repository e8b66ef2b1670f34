"""Settings and accumulators are declared, each with all its facts, and their defaults are within their bounds."""

from __future__ import annotations

import pytest

from nnstep.expr.setting import FRACTION, NOT_NEGATIVE, POSITIVE, Setting
from nnstep.optimizers import OPTIMIZERS
from nnstep.optimizers.optimizer import L2
from nnstep.problems.rules import Real
from nnstep.schedules import RATES

DECLARED = [
    L2,
    *(setting for optimizer in OPTIMIZERS.values() for setting in optimizer.declared),
    *(setting for rate in RATES.values() for setting in rate.declared),
]


@pytest.mark.parametrize("setting", DECLARED, ids=lambda setting: setting.id)
def test_a_default_is_within_the_bounds(setting: Setting) -> None:
    assert setting.bounds.allow(setting.default)
    assert setting.symbol
    assert setting.help


def test_settings_of_one_id_have_one_symbol_and_the_same_bounds() -> None:
    for one in DECLARED:
        same = [other for other in DECLARED if other.id == one.id]
        assert {(other.symbol, other.bounds) for other in same} == {(one.symbol, one.bounds)}


@pytest.mark.parametrize(
    ("bounds", "allowed", "refused"),
    [
        (FRACTION, [0, 0.5, 0.999], [-0.1, 1, 2]),
        (POSITIVE, [1e-300, 1, 5], [0, -1]),
        (NOT_NEGATIVE, [0, 7], [-1e-300]),
    ],
)
def test_bounds(bounds: Real, allowed: list[float], refused: list[float]) -> None:
    assert all(map(bounds.allow, allowed))
    assert not any(map(bounds.allow, refused))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_accumulator_that_is_carried_is_computed(optimizer: str) -> None:
    row = OPTIMIZERS[optimizer]
    assert set(row.state) <= set(row.accumulators)
