"""A run that meets a fault on its way: it stands where it stood, and later values are right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from nnstep.engine.executor import Executor
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import Array
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from tests.exercises import READY


@pytest.mark.parametrize("to", [0, 1, 5])
def test_values_are_right_after_a_fault_on_the_way_to_a_step(monkeypatch: pytest.MonkeyPatch, to: int) -> None:
    program = compile_program(load(READY["zheng-exercise-1"]), 6)
    length = len(program.ops)
    timeline, expected = Timeline(program), Timeline(program).seek(to * length + 3)
    timeline.seek(3 * length + 2)

    def failing(self: Executor, step: int, parameters: Mapping[str, Array]) -> dict[str, Array]:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(Executor, "start_values", failing)
        with pytest.raises(RuntimeError):
            timeline.seek(to * length + 3)
    found = timeline.seek(to * length + 3)
    assert found.values.keys() == expected.values.keys()
    assert all(np.array_equal(found.values[id], value) for id, value in expected.values.items())
