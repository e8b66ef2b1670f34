"""Two sides held against each other: the first difference, where it is, how large, and how it goes on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError, DataError
from nnstep.expr.array import Array, frozen
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.traces.difference.closeness import Closeness, gap_between
from nnstep.traces.difference.comparison import compare
from nnstep.traces.difference.growth import Growth, GrowthRow, factor_per_step
from nnstep.traces.difference.sides import RunSide, StepOfSide
from tests.conftest import build_scenario

EPOCHS = 4


def net(**options: object) -> Program:
    return compile_program(build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=3, **options), EPOCHS)  # type: ignore[arg-type]


NET = net()
STEPS = 3 * EPOCHS
COMPUTED = [op.target for op in NET.ops]


@dataclass
class Planted:
    """A run with other values in places: what a second run would be, without any of its machinery."""

    program: Program
    planted: Mapping[tuple[int, str], Array]
    name: str = "planted"
    remarks: tuple[str, ...] = ()
    is_single: bool = False
    last: int = STEPS
    every: int = 1

    def next_step(self, step: int) -> StepOfSide | None:
        step = -(-step // self.every) * self.every
        found = RunSide(Timeline(self.program), "").next_step(step) if step <= self.last else None
        if found is None:
            return None
        own = {id: value for (at, id), value in self.planted.items() if at == found.step}
        return StepOfSide(found.step, {**found.values, **own})


def true_value(step: int, id: str) -> Array:
    found = RunSide(Timeline(NET), "").next_step(step)
    assert found is not None
    return found.values[id]


def a_run() -> RunSide:
    return RunSide(Timeline(NET), "run")


def test_a_run_is_identical_to_itself_in_every_number() -> None:
    found = compare(a_run(), a_run(), NET, Closeness(0))
    assert found.first is None
    assert found.rounding is None
    assert found.steps == found.last_step == STEPS
    sizes = {id: math.prod(shape) for id, shape in NET.shapes.items()}
    assert found.numbers == STEPS * sum(sizes.values()) + sum(sizes[id] for id in NET.start)
    assert found.ended == (True, True)


def test_progress_is_told_at_each_training_step() -> None:
    told: list[float] = []
    compare(a_run(), a_run(), NET, Closeness(0), tell=lambda _, part: told.append(part))
    assert told == [step / STEPS for step in range(STEPS + 1)]


@pytest.mark.thorough
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_first_of_some_planted_differences_is_found_with_its_element_and_size(data: st.DataObject) -> None:
    places = st.tuples(st.integers(1, STEPS), st.sampled_from(COMPUTED))
    chosen = data.draw(st.lists(places, min_size=1, max_size=4, unique=True))
    planted = {}
    for step, id in chosen:
        value = np.array(true_value(step, id))
        index = tuple(data.draw(st.integers(0, size - 1)) for size in value.shape)
        value[index] += data.draw(st.sampled_from([-1, 1])) * data.draw(st.floats(1e-6, 10))
        planted[step, id] = frozen(value)
    found = compare(a_run(), Planted(NET, planted), NET, Closeness(), most=STEPS)
    step, id = min(chosen, key=lambda place: (place[0], COMPUTED.index(place[1])))
    assert found.first is not None
    assert (found.first.step, found.first.id) == (step, id)
    gap = found.first.gap
    expected = np.abs(true_value(step, id) - planted[step, id])
    assert gap.count == 1
    assert gap.largest == expected.max()
    assert expected[gap.index] == expected.max()
    assert set(found.also) == {other for at, other in chosen if at == step and other != id}
    assert not set(found.same) & {other for at, other in chosen if at == step}
    rows = {row.step: row.largest for row in found.growth.rows}
    for at in range(step, STEPS + 1):
        for other in COMPUTED:
            changed = planted.get((at, other))
            by = 0.0 if changed is None else float(np.abs(true_value(at, other) - changed).max())
            assert rows[at][other] == by


def test_what_differs_in_the_last_bits_is_the_same_and_the_largest_is_named() -> None:
    planted = {
        (2, "z1"): frozen(np.nextafter(true_value(2, "z1"), 10)),
        (5, "W1"): frozen(true_value(5, "W1") * (1 + 1e-10)),
        (7, "E"): frozen(true_value(7, "E") * 2),
    }
    found = compare(a_run(), Planted(NET, planted), NET, Closeness())
    assert found.first is not None
    assert (found.first.step, found.first.id) == (7, "E")
    assert found.rounded == 2
    assert found.rounding is not None
    assert (found.rounding.step, found.rounding.id) == (5, "W1")
    assert found.rounding.gap.relative == pytest.approx(1e-10, rel=1e-3)


@pytest.mark.parametrize(("before", "grown"), [(5e-10, True), (1e-13, False), (0.0, False)])
def test_rounding_that_has_grown_is_told_from_a_mistake(before: float, grown: bool) -> None:
    planted = {
        (5, "W1"): frozen(true_value(5, "W1") * (1 + before)),
        (6, "z1"): frozen(true_value(6, "z1") * (1 + 3e-9)),
    }
    found = compare(a_run(), Planted(NET, planted), NET, Closeness())
    assert found.first is not None
    assert (found.first.step, found.first.id, found.step_before) == (6, "z1", 5)
    assert found.is_grown_rounding == grown


def test_with_no_tolerance_the_last_bit_is_a_difference() -> None:
    planted = {(2, "z1"): frozen(np.nextafter(true_value(2, "z1"), 10))}
    found = compare(a_run(), Planted(NET, planted), NET, Closeness(0))
    assert found.first is not None
    assert (found.first.step, found.first.id) == (2, "z1")


def test_other_start_values_come_before_every_operation() -> None:
    planted = {(0, "b1"): frozen(true_value(0, "b1") + 1), (1, "z1"): frozen(true_value(1, "z1") + 1)}
    found = compare(a_run(), Planted(NET, planted), NET, Closeness())
    assert found.first is not None
    assert (found.first.step, found.first.id) == (0, "b1")


def test_a_side_that_has_every_third_step_is_compared_there() -> None:
    planted = {(4, "z1"): frozen(true_value(4, "z1") + 1), (9, "a1"): frozen(true_value(9, "a1") + 1)}
    found = compare(Planted(NET, planted, every=3), a_run(), NET, Closeness())
    assert found.first is not None
    assert (found.first.step, found.first.id) == (9, "a1")
    assert found.steps == STEPS // 3


def test_of_sides_that_differ_in_length_the_common_part_is_compared() -> None:
    found = compare(Planted(NET, {}, last=5), a_run(), NET, Closeness())
    assert found.first is None
    assert found.last_step == 5
    assert found.ended == (True, False)


def test_no_more_steps_are_compared_than_asked_for() -> None:
    planted = {(4, "z1"): frozen(true_value(4, "z1") + 1)}
    assert compare(a_run(), Planted(NET, planted), NET, Closeness(), most=3).first is None
    assert compare(a_run(), Planted(NET, planted), NET, Closeness(), most=4).first is not None


def test_other_shapes_are_refused_by_name() -> None:
    other = compile_program(build_scenario((2, 4, 2), ("tanh", "sigmoid"), samples=3), EPOCHS)
    with pytest.raises(DataError, match="W1 is 3×2 in run, but 4×2 in other"):
        compare(a_run(), RunSide(Timeline(other), "other"), NET, Closeness())


@dataclass
class Nothing(Planted):
    """A side with nothing in common with any run."""

    def next_step(self, step: int) -> StepOfSide | None:
        return StepOfSide(step, {"q": frozen([[1.0]])}) if step <= STEPS else None


def test_sides_with_nothing_in_common_have_no_numbers_to_compare() -> None:
    found = compare(a_run(), Nothing(NET, {}), NET, Closeness())
    assert (found.numbers, found.steps, found.first) == (0, 0, None)


NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("a", "b", "largest"),
    [
        ([1.0, NAN], [1.0, NAN], None),
        ([INF, -INF], [INF, -INF], None),
        ([0.0], [-0.0], None),
        ([1.0, NAN], [1.0, 2.0], INF),
        ([INF], [-INF], INF),
        ([INF], [1.0], INF),
        ([1e308], [-1e308], INF),
        ([0.0], [5e-324], 5e-324),
        ([3.0, 4.0], [3.0, 4.5], 0.5),
    ],
)
def test_gaps_of_numbers_that_are_none_and_of_others(a: list[float], b: list[float], largest: float | None) -> None:
    gap = gap_between(np.array(a), np.array(b), Closeness())
    assert (None if gap is None else gap.largest) == largest


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6),
    st.floats(0, 1e-2),
    st.randoms(use_true_random=False),
)
def test_rounding_is_measured_by_the_largest_number(numbers: list[float], relative: float, random: object) -> None:
    """Held against the rule as the help states it, number by number."""
    a = np.array(numbers)
    b = a + np.array([random.uniform(-1, 1) * 2e-3 * abs(n) for n in numbers])  # type: ignore[attr-defined]
    gap = gap_between(a, b, Closeness(relative))
    largest = max(abs(n) for n in (*a, *b))
    expected = [abs(x - y) > max(relative * largest, relative / 1000) for x, y in zip(a, b, strict=True)]
    assert (gap.beyond.tolist() if gap is not None else [False] * len(a)) == expected


@pytest.mark.parametrize("amount", [-1.0, NAN, INF])
def test_a_tolerance_is_a_finite_number(amount: float) -> None:
    with pytest.raises(CommandError, match="tolerance"):
        Closeness(amount)


def test_a_long_growth_keeps_few_rows_and_the_last() -> None:
    growth = Growth()
    for step in range(3, 200_000):
        growth.note(step, {"E": 1.01 ** min(step, 1000)})
    growth.end()
    assert len(growth.rows) < 1100
    after = [row.after for row in growth.shown]
    assert after == [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 199996]


def test_the_factor_of_a_step_is_that_of_a_geometric_growth() -> None:
    earlier, later = GrowthRow(10, 0, {"E": 1e-3, "W1": 2.0}), GrowthRow(20, 10, {"E": 5.0, "W1": 2.0 * 1.1**10})
    assert factor_per_step(earlier, later, ("W1",)) == pytest.approx(1.1)
    assert factor_per_step(earlier, later, ("E", "W1")) == pytest.approx((2.0 * 1.1**10 / 2.0) ** 0.1)
    assert factor_per_step(GrowthRow(1, 0, {"E": 0.0}), later, ("E",)) is None
    assert factor_per_step(GrowthRow(1, 0, {"E": INF}), later, ("E",)) is None
