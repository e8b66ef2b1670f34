"""Schedules of the learning rate, epoch by epoch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.schedules import RATES
from tests.conftest import build_scenario

EXPECTED = {
    "constant": [0.8] * 5,
    "step": [0.8, 0.8, 0.4, 0.4, 0.2],
    "exponential": [0.8, 0.8 * 0.9, 0.8 * 0.9**2, 0.8 * 0.9**3, 0.8 * 0.9**4],
    "1/t": [0.8, 0.8 / 1.25, 0.8 / 1.5, 0.8 / 1.75, 0.8 / 2],
}
SETTINGS = {"step": {"factor": 0.5, "every": 2.0}, "exponential": {"factor": 0.9}, "1/t": {"decay": 0.25}}


@pytest.mark.parametrize("rate", sorted(RATES))
def test_the_rate_of_each_epoch_is_the_one_by_hand(rate: str) -> None:
    base = build_scenario((2, 1), ("sigmoid",), samples=2, epochs=5, learning_rate=0.8)
    program = compile_program(replace(base, rate=rate, settings=SETTINGS.get(rate, {})))
    timeline = Timeline(program)
    ends = [(2 * epoch + sample) * len(program.ops) for epoch in range(5) for sample in (1, 2)]
    rates = [timeline.seek(end).values["lr"].item() for end in ends]
    assert rates == pytest.approx([rate for rate in EXPECTED[rate] for _ in range(2)], rel=1e-14)


def test_a_changing_rate_is_an_operation_of_its_own_before_the_updates() -> None:
    base = build_scenario((2, 1), ("sigmoid",))
    program = compile_program(replace(base, rate="1/t", settings={"decay": 0.25}))
    updates = [op.source for op in program.ops if op.phase == "update"]
    assert updates[0] == "lr = lr0 / (1 + decay * epochs)"
    assert "lr" not in Timeline(program).seek(0).values
