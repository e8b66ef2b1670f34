"""The benchmarks that are run by hand can be: each declares its figures, and a slower commit is marked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnstep.debugger.debugger import Debugger
from nnstep.program.compile import compile_program
from tests.benchmarks import history
from tests.benchmarks.__main__ import marks, table
from tests.benchmarks.benchmark import Figure, least
from tests.benchmarks.hand_written import by_an_expert, by_hand
from tests.benchmarks.nets import sigmoid_net
from tests.benchmarks.rounds import Measured
from tests.benchmarks.suite import NAMES, benchmark_named

RATIO, SHARE = Figure("run", "by hand", most=1.5), Figure("named", least=85, unit="%")


@pytest.mark.parametrize("name", NAMES)
def test_each_benchmark_declares_its_figures(name: str) -> None:
    labels = [figure.label for figure in benchmark_named(name).figures]
    assert labels
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("batch", [1, 3])
def test_what_is_written_by_hand_trains_as_nnstep_does(batch: int) -> None:
    scenario = sigmoid_net((4, 3, 2), steps=5, batch=batch)
    errors = Debugger(compile_program(scenario)).run_on().errors
    assert np.allclose(by_hand(scenario)(), errors, rtol=1e-13)
    assert np.allclose(by_an_expert(scenario)(), errors, rtol=1e-13)


def test_ways_are_taken_by_turns_and_the_least_cost_counts() -> None:
    taken = []
    costs = iter([3.0, 10.0, 1.0, 30.0])

    def way(name: str) -> float:
        taken.append(name)
        return next(costs)

    assert least({"a": lambda: way("a"), "b": lambda: way("b")}, 2) == {"a": 1.0, "b": 10.0}
    assert taken == ["a", "b", "a", "b"]


def test_several_rounds_make_their_median_and_half_of_their_distance() -> None:
    assert Measured.of([1.0, 4.0, 1.5]) == Measured(1.5, 1.5)


@pytest.mark.parametrize(
    ("figure", "now", "before", "said"),
    [
        (RATIO, Measured(1.4, 0.1), None, ""),
        (RATIO, Measured(1.6, 0.1), None, "*"),
        (RATIO, Measured(1.4, 0.1), Measured(1.15, 0.1), "!!"),
        (RATIO, Measured(1.4, 0.1), Measured(1.25, 0.1), ""),
        (RATIO, Measured(1.4, 0.1), Measured(2.0, 0.1), ""),
        (RATIO, Measured(1.415, 0.0), Measured(1.4, 0.0), ""),
        (RATIO, Measured(1.44, 0.0), Measured(1.4, 0.0), "!!"),
        (SHARE, Measured(80, 1), Measured(90, 1), "* !!"),
        (SHARE, Measured(90, 1), Measured(80, 1), ""),
        (SHARE, None, Measured(80, 1), ""),
    ],
)
def test_what_is_slower_than_asked_or_than_before_is_marked(
    figure: Figure, now: Measured | None, before: Measured | None, said: str
) -> None:
    assert marks(figure, now, before) == said


def test_the_table_has_a_line_for_each_figure() -> None:
    lines = list(table("grading", (RATIO, SHARE), {RATIO.label: Measured(1.4, 0.1)}, {RATIO.label: Measured(1, 0)}))
    assert [line.split() for line in lines[1:]] == [
        ["run", "/", "by", "hand", "1.4", "±0.1", "≤1.5", "1", "!!"],
        ["named", "(%)", "-", "≥85"],
    ]


def test_the_history_gives_the_last_values_of_such_a_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "history.jsonl"
    monkeypatch.setattr(history, "_commit", lambda: "0123456789")
    assert history.last_values(kept, quick=False) == {}
    history.add_run({"a": {"x": Measured(1.0, 0.5), "y": Measured(2.0, 0)}}, kept, quick=False)
    history.add_run({"a": {"x": Measured(3.0, 0.5)}}, kept, quick=False)
    history.add_run({"a": {"x": Measured(4.0, 0.5)}}, kept, quick=True)
    assert history.last_values(kept, quick=False) == {("a", "x"): Measured(3.0, 0.5), ("a", "y"): Measured(2.0, 0)}
    monkeypatch.setattr(history, "machine", lambda: {"cores": 1024})
    assert history.last_values(kept, quick=False) == {}
