"""Watching ends at a limit, and says so; the program runs on, or is stopped if asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nnstep.own_code.running import WatchLimits
from nnstep.own_code.watched import WatchedProgram

Watch = Callable[..., WatchedProgram]
LOOP = """
x = [0.5] * 50
for i in range(1000):
    x[0] = x[0] + 1
print("end")
"""


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (WatchLimits(assignments=10), "10 assignments were recorded"),
        (WatchLimits(total_bytes=2**11), "the values recorded have more than 0.00195312 MB"),
        (WatchLimits(seconds=0), "0 seconds had passed"),
    ],
)
def test_a_program_runs_on_unwatched(watch: Watch, limits: WatchLimits, reason: str) -> None:
    output: dict[str, bytes] = {}
    program = watch(LOOP, limits=limits, output=output)
    assert output["output"] == b"end\n"
    assert program.end.status == 0
    assert program.end.stopped_watching == reason
    assert len(program.assignments) <= 10


def test_a_program_is_stopped_if_asked(watch: Watch) -> None:
    output: dict[str, bytes] = {}
    program = watch("print('begin')\n" + LOOP, limits=WatchLimits(assignments=10, stop=True), output=output)
    assert output["output"] == b"begin\n"
    assert program.end.status == 0
    assert len(program.assignments) == 10


def test_large_arrays_are_left_out_and_their_small_parts_are_not(watch: Watch) -> None:
    program = watch(
        "import numpy as np\nX = np.zeros((20, 20))\nx = X[0]\nbig = [0.5] * 500\n", limits=WatchLimits(elements=100)
    )
    assert [found.place for found in program.assignments] == ["x"]
    assert program.end.stopped_watching == "arrays of more than 100 elements were not recorded"
