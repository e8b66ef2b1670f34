"""A part of this very process watched: what its lines assign, and what stood there before."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from nnstep.own_code.running.block_watch import BlockWatch
from nnstep.own_code.running.watching import WatchLimits
from nnstep.own_code.watched import Arrival, WatchedProgram

TABLE = {"w": np.array([1.0, 2.0])}


class Net:
    def __init__(self) -> None:
        self.bias = np.array([0.5, 0.5])

    def forward(self, x):
        self.out = TABLE["w"] * x + self.bias
        return self.out


def countdown(start):
    while start > 0:
        yield start
        start = start - 1.5


def places(watched: WatchedProgram, *kinds: Arrival) -> list[tuple[str, list[float]]]:
    return [(one.place, np.ravel(one.value).tolist()) for one in watched.assignments if one.kind in kinds]


def test_lines_of_a_running_function_and_of_what_it_calls_are_watched() -> None:
    net, x, before = Net(), np.array([1.0, -1.0]), 7.25
    watch = BlockWatch(Path(__file__))
    watch.begin(sys._getframe())
    result = net.forward(x)
    result -= 1
    watched = watch.end()
    after = 8.5
    assert places(watched, Arrival.ASSIGNED, Arrival.CHANGED)[:2] == [
        ("self.out", [1.5, -1.5]),
        ("result", [1.5, -1.5]),
    ]
    assert ("result", [0.5, -2.5]) in places(watched, Arrival.CHANGED)
    assert before + after not in {place for place, _ in places(watched, *Arrival)}


def test_what_stood_there_before_counts_where_it_is_read() -> None:
    net, x = Net(), np.array([1.0, -1.0])
    unread = np.array([9.0, 9.5])
    watch = BlockWatch(Path(__file__))
    watch.begin(sys._getframe())
    net.forward(x)
    watched = watch.end()
    given = dict(places(watched, Arrival.BOUND))
    assert given["TABLE['w']"] == [1.0, 2.0]
    assert given["net.bias"] == [0.5, 0.5]
    assert "unread" not in given
    assert unread.any()
    out = next(one for one in watched.assignments if one.place == "self.out")
    read = {watched.assignments[index].place for index in out.reads}
    assert {"TABLE['w']", "x"} <= read


def test_generators_that_outlast_the_block_go_on() -> None:
    watch = BlockWatch(Path(__file__))
    watch.begin(sys._getframe())
    numbers = countdown(4.0)
    first = next(numbers)
    watched = watch.end()
    assert ("first", [4.0]) in places(watched, Arrival.ASSIGNED)
    assert [first, *numbers] == [4.0, 2.5, 1.0]


def test_a_second_watch_begins_anew() -> None:
    x = np.array([1.0, -1.0])
    seen = []
    for _ in range(2):
        watch = BlockWatch(Path(__file__))
        watch.begin(sys._getframe())
        y = x * 2
        seen.append(places(watch.end(), Arrival.ASSIGNED))
    assert seen == [[("y", [2.0, -2.0])]] * 2
    assert y[0] == 2.0


def test_limits_end_the_watching_and_not_the_program() -> None:
    watch = BlockWatch(Path(__file__), limits=WatchLimits(assignments=3))
    watch.begin(sys._getframe())
    total = 0.5
    for number in (1.5, 2.5, 3.5, 4.5):
        total = total + number
    watched = watch.end()
    assert total == 12.5
    assert len(watched.assignments) == 3
    assert "3 assignments were recorded" in watched.end.stopped_watching


def test_files_of_other_folders_are_not_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere.py").write_text("def f(v):\n    inner = v + 1.5\n    return inner\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import elsewhere

    for folders, expected in ((), ["y"]), ((tmp_path,), ["inner", "y"]):
        watch = BlockWatch(Path(__file__), folders)
        watch.begin(sys._getframe())
        y = elsewhere.f(2.25)
        watched = watch.end()
        assert [place for place, _ in places(watched, Arrival.ASSIGNED)] == expected
    assert y == 3.75
